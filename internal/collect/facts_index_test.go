package collect_test

import (
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func factsIndexes(t *testing.T, c *scene) {
	open := index(t, c.Catalog, "orders_open")
	same(t, "keys", open.Keys, []snapshot.IndexKey{
		{Attnum: 6, Opclass: pg.Name{Schema: "pg_catalog", Name: "timestamptz_ops"}, OpclassDefault: true, Desc: true},
		{Attnum: 2, Opclass: pg.Name{Schema: "pg_catalog", Name: "int4_ops"}, OpclassDefault: true},
	})
	same(t, "include", open.Include, []int16{3})
	same(t, "predicate", open.Predicate, "((state = 'new'::shop.state) AND (customer_id IS NOT NULL))")
	same(t, "columns of the predicate", open.PredicateColumns, []int16{2, 4})

	lower := index(t, c.Catalog, "customer_lower")
	same(t, "first expression", lower.Keys[0].Expression, "lower((name)::text)")
	same(t, "second expression", lower.Keys[1].Expression, "((id + 1))")
	same(t, "columns of the expressions", lower.PredicateColumns, []int16{1, 3})

	extra := index(t, c.Catalog, "customer_extra")
	same(t, "access method", extra.AccessMethod, "gin")
	same(t, "opclass", extra.Keys[0].Opclass.Name, "jsonb_path_ops")
	same(t, "not the default", extra.Keys[0].OpclassDefault, false)
	same(t, "opclass options", index(t, c.Catalog, "customer_search").Keys[0].OpclassOptions, []string{"siglen=100"})

	primary := index(t, c.Catalog, "customer_pkey")
	same(t, "primary", primary.Primary && primary.Unique && primary.Valid && primary.Immediate, true)
	same(t, "constraint", c.Constraint(primary.ConstraintOID).Name, "customer_pkey")
	same(t, "parent", index(t, c.Catalog, "log_1_at_idx").ParentOID, index(t, c.Catalog, "log_at").OID)
	same(t, "partitioned", index(t, c.Catalog, "log_at").Kind, "I")
	same(t, "measured", primary.BytesMeasured, true)
	for i := range c.Snapshot.Indexes {
		if c.Relation(c.Snapshot.Indexes[i].TableOID) == nil {
			t.Errorf("the table of index %s is not in the snapshot", c.Snapshot.Indexes[i].PG())
		}
	}
}

func factsConstraints(t *testing.T, c *scene) {
	named := func(name string) *snapshot.Constraint {
		return find(t, c.Snapshot.Constraints, name, func(k *snapshot.Constraint) bool { return k.Name == name })
	}
	fk := named("orders_customer_id_fkey")
	same(t, "foreign key", []any{fk.Type, fk.OnDelete, fk.OnUpdate, fk.Match, fk.Deferrable, fk.Deferred, fk.Validated, fk.Enforced},
		[]any{"f", "c", "a", "s", true, true, true, true})
	same(t, "columns", fk.Columns, []int16{2})
	same(t, "referenced", fk.RefTableOID, relation(t, c.Catalog, "customer").OID)
	same(t, "referenced columns", fk.RefColumns, []int16{1})
	same(t, "referenced index", fk.IndexOID, index(t, c.Catalog, "customer_pkey").OID)

	check := named("later")
	same(t, "check", check.Expression, "(id > 0)")
	same(t, "validated", check.Validated, false)
	same(t, "domain's check", named("positive_check").Expression, "(VALUE > 0)")
	same(t, "exclusion", named("orders_customer_id_during_excl").Definition, "EXCLUDE USING gist (customer_id WITH =, during WITH &&)")
	definitionsAsTheServer(t, c.Catalog, c.target)
}

// definitionsAsTheServer compares what we put together from an expression with
// what the server prints.
func definitionsAsTheServer(t *testing.T, c *snapshot.Catalog, target string) {
	conn := pgtest.Conn(t, target)
	pgtest.Exec(t, conn, "set search_path = ''")
	for i := range c.Snapshot.Constraints {
		k := &c.Snapshot.Constraints[i]
		if k.Type != "c" && k.Type != "x" {
			same(t, "definition of "+k.Name, k.Definition, "")
			continue
		}
		var want string
		if err := conn.QueryRow(t.Context(), "select pg_get_constraintdef($1)", uint32(k.OID)).Scan(&want); err != nil {
			t.Fatal(err)
		}
		same(t, "definition of "+k.Name, k.Definition, want)
	}
}
