package collect_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// plannerSQL has indexes whose ends we may read, and traps that nobody may spring.
const plannerSQL = `
	create extension pageinspect;
	create type mood as enum ('sad', 'ok');
	create function trap(mood) returns text language plpgsql immutable as 'begin raise exception ''a cast was called''; end';
	create cast (mood as text) with function trap(mood);
	create function mine(int) returns int language plpgsql immutable as
		'begin if current_setting(''application_name'') = ''pgadept'' then raise exception ''a function was called''; end if; return $1; end';
	create table t (id int primary key, name text, at date, feels mood, secret int, empty int);
	insert into t select g, 'Name ' || lpad(g::text, 6, '0'), date '2024-01-01' + g / 100, case when g > 5 then 'ok' else 'sad' end::mood, g, null from generate_series(1, 100000) g;
	create index t_at on t (at desc, id);
	create index t_lower on t (lower(name));
	create index t_mine on t (mine(secret));
	create index t_feels on t (feels);
	create index t_partial on t (secret) where id < 10;
	create index t_empty on t (empty);
	create index t_tags on t using gin ((array[name]));
	create index t_brin on t using brin (at) with (pages_per_range = 32);
	create table rows (id int primary key, owner text);
	insert into rows select g, 'a' from generate_series(1, 10) g;
	alter table rows enable row level security;
	create policy p on rows using (owner = current_user);
	create role reader login;
	grant select (id, name, at, feels, empty) on t to reader;
	grant select on rows to reader;
	analyze;
	checkpoint;
`

// ends are the end points as text: columns of the table, low, high.
func ends(s *snapshot.Snapshot) map[string]string {
	out := map[string]string{}
	for _, e := range s.EndPoints {
		var table string
		for i := range s.Relations {
			if s.Relations[i].OID == e.TableOID {
				table = strings.Join(s.Relations[i].ColumnNames(e.Attnums), ",")
				if e.IndexOID != 0 {
					table = "expression of " + table
				}
				table = s.Relations[i].Name + ": " + table
			}
		}
		out[table] = text(e.Low) + " .. " + text(e.High)
	}
	return out
}

func text(values []*string) string {
	var words []string
	for _, v := range values {
		if v == nil {
			words = append(words, "NULL")
		} else {
			words = append(words, *v)
		}
	}
	return strings.Join(words, ",")
}

func TestPlanner(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.Own(t, major, nil).ConnString("postgres")
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, plannerSQL)
		want := map[string]string{
			"t: id":                 "1 .. 100000",
			"t: at":                 "2024-01-01 .. 2026-09-27",
			"t: expression of name": "Name 000001 .. Name 100000",
			"t: feels":              "sad .. ok",
			"rows: id":              "1 .. 10",
		}
		whole, err := collect.From(t.Context(), target, collect.Options{Planner: true, Ends: true})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "end points", ends(whole), want)
		same(t, "not seen", [2]*snapshot.NotSeen{whole.Unseen(snapshot.AreaEndPoints), whole.Unseen(snapshot.AreaIndexPages)}, [2]*snapshot.NotSeen{})

		partly, err := collect.From(t.Context(), as(target, "reader"), collect.Options{Planner: true, Ends: true})
		if err != nil {
			t.Fatal(err)
		}
		delete(want, "rows: id")
		same(t, "end points of a reader", ends(partly), want)
		n := partly.Unseen(snapshot.AreaEndPoints)
		if n == nil || !n.Partial || n.Objects != 2 || !strings.Contains(n.Grant, "to reader") {
			t.Errorf("of the hidden ends it says %+v", n)
		}
		comparePages(t, conn, whole, partly)

		unread, err := collect.From(t.Context(), target, collect.Options{Planner: true})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "end points unasked", len(unread.EndPoints), 0)
		if n := unread.Unseen(snapshot.AreaEndPoints); n == nil || !n.Unasked {
			t.Errorf("of ends that were not asked for it says %+v", n)
		}
		same(t, "pages without the ends", len(unread.IndexPages), len(whole.IndexPages))
		uncounted(t, conn)

		without, err := collect.From(t.Context(), target, collect.Options{})
		if err != nil {
			t.Fatal(err)
		}
		same(t, "unasked", [2]int{len(without.EndPoints), len(without.IndexPages)}, [2]int{})
	})
}

// uncounted wants the reads of a superuser not to count as use of an index.
func uncounted(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	used := func(index string) (n int64) {
		if err := conn.QueryRow(t.Context(), "select idx_scan from pg_stat_all_indexes where indexrelid = $1::text::regclass", index).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	same(t, "scans of an index whose ends a superuser alone read", used("rows_pkey"), int64(0))
	if used("t_pkey") == 0 {
		t.Error("nobody's reads are counted, which proves nothing")
	}
}

// comparePages compares with what pageinspect says.
func comparePages(t *testing.T, conn *pgx.Conn, whole, partly *snapshot.Snapshot) {
	t.Helper()
	pages := map[string]snapshot.IndexPages{}
	for _, s := range []*snapshot.Snapshot{partly, whole} { // as superuser we see more
		for _, p := range s.IndexPages {
			for i := range s.Indexes {
				if s.Indexes[i].OID == p.OID {
					if p.Height != nil && pages[s.Indexes[i].Name].Height != nil {
						same(t, "the height of "+s.Indexes[i].Name+", whoever looks", *p.Height, *pages[s.Indexes[i].Name].Height)
					}
					pages[s.Indexes[i].Name] = p
				}
			}
		}
	}
	for _, name := range []string{"t_pkey", "t_at", "t_lower", "t_feels", "t_mine", "t_partial"} {
		var height int32
		if err := conn.QueryRow(t.Context(), "select fastlevel::int from bt_metap($1)", name).Scan(&height); err != nil {
			t.Fatal(err)
		}
		same(t, "height of "+name, *pages[name].Height, height)
	}
	var gin [3]int64
	if err := conn.QueryRow(t.Context(), "select n_pending_pages, n_entry_pages, n_entries from gin_metapage_info(get_raw_page('t_tags', 0))").Scan(&gin[0], &gin[1], &gin[2]); err != nil {
		t.Fatal(err)
	}
	p := pages["t_tags"]
	same(t, "GIN", [3]int64{*p.PendingPages, *p.EntryPages, *p.Entries}, gin)
	var brin [2]int64
	if err := conn.QueryRow(t.Context(), "select pagesperrange, lastrevmappage from brin_metapage_info(get_raw_page('t_brin', 0))").Scan(&brin[0], &brin[1]); err != nil {
		t.Fatal(err)
	}
	same(t, "BRIN", [2]int64{*pages["t_brin"].PagesPerRange, *pages["t_brin"].RevmapPages}, brin)
}

// TestHeightBeforeCheckpoint grows two indexes on one column from nothing. On disk
// their metapages are still those of empty indexes; plans tell the height of one
// of them.
func TestHeightBeforeCheckpoint(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.Own(t, major, nil).ConnString("postgres")
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, `create table t (a text); create index one on t (a); create index two on t (a); create table small (a int); create index little on small (a)`, "checkpoint",
			`insert into t select 's' || g % 500 from generate_series(1, 50000) g; insert into small values (1); analyze`)
		s, err := collect.From(t.Context(), target, collect.Options{Planner: true})
		if err != nil {
			t.Fatal(err)
		}
		heights := map[string]int32{}
		for _, p := range s.IndexPages {
			for i := range s.Indexes {
				if s.Indexes[i].OID == p.OID && p.Height != nil {
					heights[s.Indexes[i].Name] = *p.Height
				}
			}
		}
		known := 0
		for _, name := range []string{"one", "two"} {
			if h, ok := heights[name]; ok && h != 1 {
				t.Errorf("%s is %d levels high", name, h)
			} else if ok {
				known++
			}
		}
		if known == 0 {
			t.Errorf("heights are %v", heights)
		}
		if h, ok := heights["little"]; !ok || h != 0 {
			t.Errorf("the height of an index of one leaf is %d (known: %v)", h, ok)
		}
	})
}
