package collect_test

import (
	"cmp"
	"slices"
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func sortSlots(s []snapshot.Slot) {
	slices.SortFunc(s, func(a, b snapshot.Slot) int { return cmp.Compare(a.Kind, b.Kind) })
}

func factsColumnStatistics(t *testing.T, c *scene) {
	customer := relation(t, c.Catalog, "customer")
	slots := func(column string) map[int16]snapshot.Slot {
		out := map[int16]snapshot.Slot{}
		for _, s := range statsOf(t, c.Catalog, customer.OID, customer.ColumnNamed(column).Attnum, false).Slots {
			out[s.Kind] = s
		}
		return out
	}
	name := slots("name")[snapshot.SlotMCV]
	same(t, "name", []string{name.Operator, name.Collation, name.ValueType}, []string{"=(text,text)", `"C"`, "character varying"})
	email := slots("email")[snapshot.SlotHistogram]
	same(t, "email", []string{email.Operator, email.ValueType}, []string{"shop.<(shop.citext,shop.citext)", "shop.citext"})
	tags := slots("tags")
	same(t, "tags", []string{tags[snapshot.SlotMCELEM].Values, tags[snapshot.SlotMCELEM].ValueType, tags[snapshot.SlotMCV].ValueType}, []string{"{a,b0,b1,b2}", "text", "text[]"})
	same(t, "search", slots("search")[snapshot.SlotMCELEM].ValueType, "text")
	same(t, "domain", slots("score")[snapshot.SlotMCV].ValueType, "shop.positive")
	born, ok := statsOf(t, c.Catalog, customer.OID, customer.ColumnNamed("born").Attnum, false).Correlation()
	same(t, "correlation", []any{born, ok}, []any{1.0, true})

	lower := index(t, c.Catalog, "customer_lower")
	expression := statsOf(t, c.Catalog, lower.OID, 1, false)
	values, freqs := expression.MCV()
	same(t, "statistics of an expression", []int{len(values), len(freqs)}, []int{7, 7})
	same(t, "inherited", statsOf(t, c.Catalog, relation(t, c.Catalog, "log").OID, 2, true).NDistinct, 5.0)

	stat := find(t, c.ExtendedStatistics, "orders_stat", func(x *snapshot.ExtendedStatistics) bool { return x.Name == "orders_stat" })
	same(t, "columns", stat.Columns, []int16{2, 4})
	same(t, "kinds", stat.Kinds, []string{"d", "f", "m"})
	same(t, "ndistinct", stat.Data[0].NDistinct, `{"2, 4": 1000}`)
	same(t, "raw", len(stat.Data) == 1 && stat.Data[0].MCVRaw != "" && stat.Data[0].NDistinctRaw != "" && stat.Data[0].DependenciesRaw != "", true)
}

// TestValueTypes compares the element types we derive with those in the arrays,
// which only array_send() shows, and not for every type.
func TestValueTypes(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, `set search_path = public`, `
			create domain positive as int check (value > 0);
			create type pair as (a int, b text);
			create type mood as enum ('sad', 'ok');
			create table t (p positive, pa positive[], c pair, r int4range, v varchar(10), ch char(3), o oid, iv int2vector, m mood, ma mood[], nr tstzrange, j jsonb);
			insert into t select 1 + g % 3, array[1 + g % 3]::positive[], row(g % 3, 'a'::text)::pair, int4range(g, g + 1), (g % 4)::text, 'b', g, '1 2', 'ok', '{sad,ok}',
				tstzrange(now(), now() + g * interval '1 day'), '{}' from generate_series(1, 200) g;
			create index i on t ((p + 1), lower(v));
			create index g on t using gin ((array[v, 'x'::varchar]), (j || '{"a": 1}'));
			create index s on t using gist ((int8range(o::text::int8, null)));
			analyze t;
		`)
		c := take(t, target)
		pgtest.Exec(t, conn, "set search_path = ''")
		rows, err := conn.Query(t.Context(), `
			select s.starelid, s.staattnum, x.n,
				format_type((('x' || encode(substr(array_send(x.v), 9, 4), 'hex'))::bit(32)::int4)::oid, null)
			from pg_statistic s
			cross join lateral (select 0 as n, s.stavalues1 as v union all select 1, s.stavalues2 union all select 2, s.stavalues3 union all select 3, s.stavalues4) x
			where s.starelid in ('public.t'::regclass, 'public.i'::regclass, 'public.g'::regclass, 'public.s'::regclass) and x.v is not null`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		compared := 0
		for rows.Next() {
			var oid uint32
			var attnum, n int16
			var want string
			if err := rows.Scan(&oid, &attnum, &n, &want); err != nil {
				t.Fatal(err)
			}
			got := statsOf(t, c, pg.OID(oid), attnum, false).Slots[n]
			if got.ValueType != want {
				t.Errorf("relation %d column %d slot %d (kind %d, %s): got type %q, want %q", oid, attnum, n, got.Kind, got.Operator, got.ValueType, want)
			}
			compared++
		}
		if err := rows.Err(); err != nil || compared < 10 {
			t.Fatalf("compared %d arrays of values: %v", compared, err)
		}
	})
}

func statsOf(t *testing.T, c *snapshot.Catalog, table pg.OID, attnum int16, inherited bool) *snapshot.ColumnStatistics {
	t.Helper()
	return find(t, c.Snapshot.ColumnStatistics, "the statistics of a column", func(s *snapshot.ColumnStatistics) bool {
		return s.TableOID == table && s.Attnum == attnum && s.Inherited == inherited
	})
}
