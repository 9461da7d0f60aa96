package collect_test

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

//go:embed testdata/shop.sql
var shopSQL string

// take collects and fails the test where that fails.
func take(t *testing.T, target string) *snapshot.Catalog {
	t.Helper()
	s, err := collect.From(t.Context(), target, collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return snapshot.NewCatalog(s)
}

// eachMajor runs a story on a fresh database of every version.
func eachMajor(t *testing.T, story func(t *testing.T, major int)) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			story(t, major)
		})
	}
}

// scene is one collection of the schema of testdata/shop.sql.
type scene struct {
	*snapshot.Catalog
	target string
	major  int
}

// TestFacts collects the schema of testdata/shop.sql once for each version and
// compares what was seen with what it says.
func TestFacts(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		shop(t, target)
		c := &scene{take(t, target), target, major}
		for name, facts := range map[string]func(*testing.T, *scene){
			"NothingIsUnseenBySuperuser": factsNothingIsUnseenBySuperuser,
			"Relations":                  factsRelations,
			"Columns":                    factsColumns,
			"Indexes":                    factsIndexes,
			"Constraints":                factsConstraints,
			"Sequences":                  factsSequences,
			"ProgramsAndTypes":           factsProgramsAndTypes,
			"ColumnStatistics":           factsColumnStatistics,
		} {
			t.Run(name, func(t *testing.T) { facts(t, c) })
		}
	})
}

// shop makes the schema of testdata/shop.sql and keeps its session open, which
// keeps its temporary table.
func shop(t *testing.T, target string) {
	t.Helper()
	pgtest.Exec(t, pgtest.Conn(t, target), shopSQL)
}

func relation(t *testing.T, c *snapshot.Catalog, name string) *snapshot.Relation {
	t.Helper()
	for i := range c.Snapshot.Relations {
		if r := &c.Snapshot.Relations[i]; r.Name == name {
			return r
		}
	}
	t.Fatalf("relation %s is not in the snapshot", name)
	return nil
}

func index(t *testing.T, c *snapshot.Catalog, name string) *snapshot.Index {
	t.Helper()
	for i := range c.Snapshot.Indexes {
		if x := &c.Snapshot.Indexes[i]; x.Name == name {
			return x
		}
	}
	t.Fatalf("index %s is not in the snapshot", name)
	return nil
}

// find returns the only element for which is holds.
func find[T any](t *testing.T, all []T, what string, is func(*T) bool) *T {
	t.Helper()
	var found *T
	for i := range all {
		if is(&all[i]) {
			if found != nil {
				t.Fatalf("%s is in the snapshot twice", what)
			}
			found = &all[i]
		}
	}
	if found == nil {
		t.Fatalf("%s is not in the snapshot", what)
	}
	return found
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

func factsNothingIsUnseenBySuperuser(t *testing.T, c *scene) {
	same(t, "not seen", c.NotSeen, []snapshot.NotSeen{})
	same(t, "major", c.Major(), c.major)
	same(t, "platform", c.Server.Platform, "plain")
	same(t, "pooler", c.Server.ThroughPooler, "")
}

func factsRelations(t *testing.T, c *scene) {
	customer := relation(t, c.Catalog, "customer")
	same(t, "comment", customer.Comment, "who buys")
	same(t, "rls", customer.RowSecurity, true)
	same(t, "tuples", customer.Tuples, 1000.0)
	same(t, "statistics visible", customer.StatsVisible, true)
	toast := c.Relation(customer.ToastOID)
	same(t, "toast of", toast.ToastOf, customer.OID)
	same(t, "toast is ours", toast.System, false)
	same(t, "options", relation(t, c.Catalog, "orders").Options, []string{"fillfactor=80", "autovacuum_vacuum_scale_factor=0.05"})

	log, log1 := relation(t, c.Catalog, "log"), relation(t, c.Catalog, "log_1")
	same(t, "strategy", log.PartStrategy+" "+log.PartKey, "r RANGE (at, ((kind % 4)))")
	same(t, "key columns", log.PartKeyColumns, []int16{1, 0})
	same(t, "bytes of a parent", log.Bytes, int64(0))
	same(t, "parents", log1.Parents, []pg.OID{log.OID})
	same(t, "bound", log1.PartitionBound, "FOR VALUES FROM ('2024-01-01 00:00:00+00', MINVALUE) TO ('2025-01-01 00:00:00+00', MINVALUE)")
	same(t, "default", relation(t, c.Catalog, "log_rest").PartitionBound, "DEFAULT")
	same(t, "measured", log1.BytesMeasured, true)

	same(t, "view", strings.HasPrefix(strings.TrimSpace(relation(t, c.Catalog, "open_orders").Definition), "SELECT o.id"), true)
	same(t, "matview populated", relation(t, c.Catalog, "totals").Populated, true)
	same(t, "temporary", relation(t, c.Catalog, "mine").Persistence, "t")
	same(t, "unlogged", relation(t, c.Catalog, "scratch").Persistence, "u")
	same(t, "foreign", relation(t, c.Catalog, "remote").Kind, "f")
	same(t, "system", relation(t, c.Catalog, "pg_class").System, true)
	same(t, "extension", relation(t, c.Catalog, "pg_stat_statements").Extension, "pg_stat_statements")
	for i := range c.Snapshot.Relations {
		r := &c.Snapshot.Relations[i]
		if r.Schema == "information_schema" || r.Schema == "pg_catalog" && r.Kind != "r" {
			t.Errorf("%s is none of the relations we collect", r.PG())
		}
	}
}

func factsColumns(t *testing.T, c *scene) {
	customer, orders := relation(t, c.Catalog, "customer"), relation(t, c.Catalog, "orders")
	name := customer.ColumnNamed("name")
	same(t, "type", name.Type, "character varying(40)")
	same(t, "default", name.Default, "'nobody'::character varying")
	same(t, "collation", name.Collation, pg.Name{Schema: "pg_catalog", Name: "C"})
	same(t, "identity", customer.ColumnNamed("id").Identity, "d")
	label := customer.ColumnNamed("label")
	same(t, "generated", label.Generated+" "+label.Default, "s upper(('x'::text || (id)::text))")
	same(t, "statistics target", customer.ColumnNamed("born").StatTarget, int32(500))
	same(t, "dropped", customer.Column(8).Dropped, true)
	same(t, "serial", orders.ColumnNamed("id").Default, "nextval('shop.orders_id_seq'::regclass)")
	same(t, "enum", orders.ColumnNamed("state").Default, "'new'::shop.state")
	same(t, "not null", orders.ColumnNamed("placed").NotNull, true)
	same(t, "view's column", relation(t, c.Catalog, "open_orders").Columns[1].Name, "name")
}
