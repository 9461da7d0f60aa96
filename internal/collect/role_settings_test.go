package collect_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// roleSettings are what ALTER ROLE … SET may do to our sessions, and since
// which major: time limits that end them, and all that would make our queries
// or their answers read differently.
var roleSettings = []struct {
	since int
	set   []string
}{
	{0, []string{"statement_timeout = '1ms'"}},
	{0, []string{"idle_in_transaction_session_timeout = '1ms'", "lock_timeout = '1ms'"}},
	{14, []string{"idle_session_timeout = '1ms'"}},
	{17, []string{"transaction_timeout = '1ms'"}},
	{17, []string{"statement_timeout = '1ms'", "idle_in_transaction_session_timeout = '1ms'", "idle_session_timeout = '1ms'", "transaction_timeout = '1ms'"}},
	{0, []string{
		"default_transaction_isolation = 'serializable'", "default_transaction_read_only = 'off'", "default_transaction_deferrable = 'on'",
		"client_encoding = 'LATIN1'", "search_path = 'nowhere', 'shop', '€uro'", "datestyle = 'German, DMY'", "intervalstyle = 'iso_8601'",
		"timezone = 'Asia/Kolkata'", "bytea_output = 'escape'", "extra_float_digits = -15", "role = 'other'", "standard_conforming_strings = 'off'",
		"backslash_quote = 'off'", "quote_all_identifiers = 'on'", "row_security = 'off'", "array_nulls = 'off'", "transform_null_equals = 'on'",
		"xmlbinary = 'hex'", "session_replication_role = 'replica'", "work_mem = '64kB'",
	}},
}

// TestRoleSettings collects as roles with such settings: none may make a
// difference.
func TestRoleSettings(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.Own(t, major, map[string]string{"autovacuum": "off"}).ConnString("postgres")
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, shopSQL, "create role other superuser", `
			create table shop.tempered (id int primary key, "fünf" text default 'grün', at timestamptz, b bytea, f float8);
			comment on table shop.tempered is 'für Ewigkeiten';
			insert into shop.tempered select g, 'straße', '2026-01-02 03:04:05+05', '\xdeadbeef', g / 7.0 from generate_series(1, 100) g;
			analyze shop.tempered`)
		want := take(t, target)
		for i, s := range roleSettings {
			if major < s.since {
				continue
			}
			role := fmt.Sprintf("r%d", i)
			pgtest.Exec(t, conn, "create role "+role+" superuser login")
			for _, set := range s.set {
				pgtest.Exec(t, conn, "alter role "+role+" set "+set)
			}
			t.Run(s.set[0], func(t *testing.T) { sameFacts(t, take(t, as(target, role)), want) })
		}
		pgtest.Exec(t, conn, "alter database postgres set statement_timeout = '1ms'; alter database postgres set client_encoding = 'LATIN1'")
		t.Run("of the database", func(t *testing.T) {
			c := take(t, target)
			sameFacts(t, c, want)
			same(t, "client_encoding", c.Setting("client_encoding").Value, "LATIN1")
		})
	})
}

// sameFacts compares what does not change from one collection to the next.
func sameFacts(t *testing.T, got, want *snapshot.Catalog) {
	t.Helper()
	same(t, "not seen", unseen(got), unseen(want))
	byOID := cmpopts.SortSlices(func(a, b snapshot.ColumnStatistics) bool {
		return a.TableOID < b.TableOID || a.TableOID == b.TableOID && a.Attnum < b.Attnum
	})
	users := func(c *snapshot.Catalog) []snapshot.ColumnStatistics {
		var out []snapshot.ColumnStatistics
		for _, s := range c.ColumnStatistics {
			if r := c.Relation(s.TableOID); r != nil && !r.System {
				out = append(out, s)
			}
		}
		return out
	}
	if d := cmp.Diff(users(want), users(got), byOID); d != "" {
		t.Errorf("statistics (-want +got):\n%s", d)
	}
	relations := func(c *snapshot.Catalog) map[pg.OID]snapshot.Relation {
		out := map[pg.OID]snapshot.Relation{}
		for _, r := range c.Snapshot.Relations {
			if !r.System {
				r.FrozenXIDAge, r.MinMXIDAge = 0, 0
				out[r.OID] = r
			}
		}
		return out
	}
	same(t, "relations", relations(got), relations(want))
	indexes := func(c *snapshot.Catalog) []snapshot.Index {
		return slices.DeleteFunc(slices.Clone(c.Snapshot.Indexes), func(x snapshot.Index) bool { return x.System })
	}
	same(t, "indexes", indexes(got), indexes(want))
	same(t, "constraints", got.Snapshot.Constraints, want.Snapshot.Constraints)
	same(t, "functions", got.Snapshot.Functions, want.Snapshot.Functions)
	same(t, "types", got.Snapshot.Types, want.Snapshot.Types)
	same(t, "triggers", got.Snapshot.Triggers, want.Snapshot.Triggers)
}
