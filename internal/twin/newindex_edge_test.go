package twin

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// measured are the indexes x of a twin.
func measured(t *testing.T, w *Twin, sql ...string) []newIndex {
	t.Helper()
	named := make([]string, len(sql))
	for i, s := range sql {
		named[i] = prospect{sql: s}.named(i)
	}
	super := created(t, w, named...)
	out := make([]newIndex, len(sql))
	for i := range sql {
		var err error
		if out[i], err = w.measureIndex(t.Context(), super, oidOf(t, super, fmt.Sprint("x", i))); err != nil {
			t.Fatalf("%s: %v", sql[i], err)
		}
	}
	var left string
	if err := super.QueryRow(t.Context(), "select coalesce(string_agg(relname, ' '), '') from pg_class where relname like 'pgadept%'").Scan(&left); err != nil || left != "" {
		t.Errorf("%q is left behind (%v)", left, err)
	}
	return out
}

// TestMeasureWithout measures indexes on tables of which little is known.
func TestMeasureWithout(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.RuleMajors() {
		url := pgtest.DB(t, major)
		pgtest.Exec(t, pgtest.Conn(t, url), `
			create table empty (a int, b text, c jsonb, d point);
			create table unknown (a int, b text, c jsonb, d point) with (autovacuum_enabled = off);
			insert into unknown select g, 'x' || g, '{"a": 1}', point(g, g) from generate_series(1, 5000) g;
			create table nulls (a int, b text, c jsonb, d point);
			insert into nulls select from generate_series(1, 5000);
			create table parts (a int, b text) partition by range (a);
			create table part partition of parts for values from (0) to (10)`,
			"vacuum analyze empty, nulls")
		w := build(t, take(t, url))
		cases := []struct {
			sql             string
			least, most     int64
			tuples          float64
			basis, basisNot string
		}{
			{"create index x on empty (a)", 1, 1, 0, "", ""},
			{"create index x on empty (lower(b)) where a > 1", 1, 1, 0, "", ""},
			{"create index x on empty using hash (a)", 4, 10, 0, "", ""},
			{"create index x on empty using gin (c)", 2, 2, 0, "", ""},
			{"create index x on empty using gist (d)", 1, 1, 0, "", ""},
			{"create index x on empty using brin (a)", 3, 3, 0, "", ""},
			{"create index x on unknown (a)", 5, 40, -1, "", ""},
			{"create index x on unknown (b)", 5, 60, -1, "no statistics of b", ""},
			{"create index x on unknown (lower(b))", 5, 60, -1, "no statistics of its expressions", ""},
			{"create index x on unknown using gin (c)", 2, 500, -1, "a guess", ""},
			{"create index x on unknown using gist (d)", 20, 100, -1, "", ""},
			{"create index x on unknown using gist (box(d, d))", 10, 200, -1, "", ""},
			{"create index x on nulls (a, b)", 5, 7, 5000, "", "no statistics"},
			{"create index x on nulls (lower(b))", 5, 7, 5000, "", "no statistics"},
			{"create index x on nulls using hash (b)", 18, 34, 0, "", "guess"},
			{"create index x on nulls using gin (c)", 2, 4, 5000, "", "guess"},
			{"create index x on parts (a)", 0, 0, 0, "stores nothing", ""},
		}
		var sql []string
		for _, c := range cases {
			sql = append(sql, c.sql)
		}
		for i, got := range measured(t, w, sql...) {
			c := cases[i]
			t.Logf("%d: %s: %d pages, %.0f rows, %s", major, c.sql, got.pages, got.tuples, got.basis)
			if got.pages < c.least || got.pages > c.most || c.tuples >= 0 && got.tuples != c.tuples {
				t.Errorf("%d: %s: %d pages, not %d to %d; %v rows", major, c.sql, got.pages, c.least, c.most, got.tuples)
			}
			if !strings.Contains(got.basis, c.basis) || c.basisNot != "" && strings.Contains(got.basis, c.basisNot) {
				t.Errorf("%d: %s: %s", major, c.sql, got.basis)
			}
		}
	}
}

// TestMeasureLarge measures indexes on a billion rows, which takes no longer.
func TestMeasureLarge(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.RuleMajors() {
		url := pgtest.DB(t, major)
		pgtest.Exec(t, pgtest.Conn(t, url), "create extension pg_trgm; create table t (a int8, b text, c text, d int4[], e jsonb, f int4range);"+
			"insert into t select g, 'b' || g % 100, 'c' || g, array[g, g % 10], jsonb_build_object('k', g), int4range(g, g + 5) from generate_series(1, 30000) g", "vacuum analyze t")
		s := take(t, url)
		for i := range s.Relations {
			if r := &s.Relations[i]; r.Name == "t" {
				r.Bytes, r.Pages, r.Tuples, r.AllVisible = 16_000_000*blockSize, 16_000_000, 1e9, 0
			}
		}
		w := build(t, s)
		cases := []struct {
			sql         string
			least, most int64 // thousands of pages
			height      int
		}{
			{"create index x on t (a)", 2732, 2760, 3},
			{"create unique index x on t (a)", 2732, 2760, 3},
			{"create index x on t (b)", 840, 860, 3},
			{"create index x on t (c, a)", 3800, 4000, 3},
			{"create index x on t (lower(c))", 2700, 2760, 3},
			{"create index x on t using hash (a)", 3257, 5000, 0},
			{"create index x on t using gin (d)", 300, 8000, 0},
			{"create index x on t using gin (e)", 3000, 9000, 0},
			{"create index x on t using gin (c gin_trgm_ops)", 100, 9000, 0},
			{"create index x on t using gist (f)", 3400, 12000, 0},
			{"create index x on t using brin (a) with (pages_per_range = 1)", 50, 80, 0},
		}
		var sql []string
		for _, c := range cases {
			sql = append(sql, c.sql)
		}
		for i, got := range measured(t, w, sql...) {
			c := cases[i]
			t.Logf("%d: %s: %d pages, %d levels, %s", major, c.sql, got.pages, got.height, got.basis)
			if got.pages < c.least*1000 || got.pages > c.most*1000 || got.height != c.height {
				t.Errorf("%d: %s: %d pages, not %d to %d thousand; %d levels", major, c.sql, got.pages, c.least, c.most, got.height)
			}
		}
	}
}

// TestMeasureHostile measures indexes whose expressions fail over some values,
// take too long, or want what is not theirs.
func TestMeasureHostile(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.RuleMajors() {
		url := pgtest.DB(t, major)
		pgtest.Exec(t, pgtest.Conn(t, url), `
			create table t (a int, "b'; drop table t; --" text, " USING x" text, c text);
			insert into t select g * 2 + 1, repeat('\', g % 5) || '"{}'',NULL' || g, 'y', '$$' || g from generate_series(1, 3000) g;
			create function evil(int) returns int language plpgsql immutable as $$begin
				if current_user <> 'pgadept_twin' then raise exception 'as %', current_user; end if;
				if (select rolsuper from pg_roles where rolname = current_user) then raise exception 'superuser'; end if;
				return $1; end$$;
			create function slow(int) returns bool language plpgsql immutable as $$begin if $1 > 0 and $1 % 2 = 0 then perform pg_sleep(60); end if; return true; end$$;
			create schema "USING "; create table "USING "."WHERE " (a int); insert into "USING "."WHERE " select generate_series(1, 1000)`, "vacuum analyze")
		w := build(t, take(t, url))
		cases := []struct {
			sql   string
			stats int
		}{
			{"create index x on t ((10 / (a % 2)))", 0}, // between odd numbers the statistics suppose even ones
			{"create index x on t ((10 / (a + 1)))", 1},
			{"create index x on t ((1 / (a % 2))) where 1 / (a % 2) = 1", 0},
			{"create index x on t (a) where slow(a)", 0},
			{`create index x on t ("b'; drop table t; --", " USING x") where "b'; drop table t; --" <> ' WHERE '`, 0},
			{`create index x on t (lower("b'; drop table t; --"), upper(c))`, 2},
			{"create index x on t (evil(a))", -1},
		}
		var sql []string
		for _, c := range cases {
			sql = append(sql, c.sql)
		}
		for i, got := range measured(t, w, sql...) {
			c := cases[i]
			t.Logf("%d: %s: %d pages, %d statistics, %s", major, c.sql, got.pages, len(got.stats), got.basis)
			if got.pages < 2 || got.pages > 60 || c.stats >= 0 && len(got.stats) != c.stats {
				t.Errorf("%d: %s: %d pages, %d statistics; %s", major, c.sql, got.pages, len(got.stats), got.basis)
			}
		}
	}
}

// TestMeasureStatistics compares derived statistics of expressions with those
// that ANALYZE then finds.
func TestMeasureStatistics(t *testing.T) {
	t.Parallel()
	url := pgtest.DB(t, pgtest.DefaultMajor())
	conn := pgtest.Conn(t, url)
	pgtest.Exec(t, conn, "create table t (a int, b timestamp, c text);"+
		"insert into t select g, timestamp '2024-01-01' + g * interval '10 minutes', 'Name ' || g % 700 from generate_series(1, 40000) g", "vacuum analyze t")
	w := build(t, take(t, url))
	const sql = "create index x on t (date_trunc('day', b), lower(c), (a % 10), (-a))"
	got := measured(t, w, sql)[0]
	pgtest.Exec(t, conn, sql, "analyze t")
	var oid uint32
	if err := conn.QueryRow(t.Context(), "select 'x'::regclass::oid").Scan(&oid); err != nil {
		t.Fatal(err)
	}
	real := map[int16]*snapshot.ColumnStatistics{}
	for _, c := range take(t, url).ColumnStatistics {
		if uint32(c.TableOID) == oid {
			real[c.Attnum] = &c
		}
	}
	if len(got.stats) != 4 || len(real) != 4 {
		t.Fatalf("statistics of %d expressions, of %d in production", len(got.stats), len(real))
	}
	for i := range got.stats {
		g, r := &got.stats[i], real[got.stats[i].Attnum]
		gd, rd := g.Distinct(40000), r.Distinct(40000)
		t.Logf("column %d: %.0f distinct, really %.0f; width %d, really %d; %d bounds, really %d", g.Attnum, gd, rd, g.AvgWidth, r.AvgWidth, len(g.Histogram()), len(r.Histogram()))
		if gd < rd*0.8 || gd > rd*1.25 || g.AvgWidth != r.AvgWidth || (len(g.Histogram()) == 0) != (len(r.Histogram()) == 0) {
			t.Errorf("column %d: %+v; really %+v", g.Attnum, g, r)
		}
	}
}
