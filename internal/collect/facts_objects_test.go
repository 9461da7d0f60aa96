package collect_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func factsSequences(t *testing.T, c *scene) {
	named := func(name string) *snapshot.Sequence {
		return find(t, c.Snapshot.Sequences, name, func(q *snapshot.Sequence) bool { return q.Name == name })
	}
	loose := named("loose")
	same(t, "type", loose.Type, "smallint")
	same(t, "max", loose.Max, int64(1000))
	same(t, "cycle", loose.Cycle, true)
	same(t, "last value", *loose.LastValue, int64(2))
	same(t, "called", loose.Called, true)
	same(t, "used by", loose.UsedBy, []snapshot.ColumnRef{{TableOID: relation(t, c.Catalog, "scratch").OID, Attnum: 1}})
	fresh := named("fresh")
	same(t, "never called", *fresh.LastValue == 1 && !fresh.Called, true)
	serial := named("orders_id_seq")
	same(t, "owner", snapshot.ColumnRef{TableOID: serial.TableOID, Attnum: serial.Attnum}, snapshot.ColumnRef{TableOID: relation(t, c.Catalog, "orders").OID, Attnum: 1})
	same(t, "identity", serial.Identity, false)
	same(t, "identity", named("customer_id_seq").Identity, true)
}

func factsProgramsAndTypes(t *testing.T, c *scene) {
	function := func(name string) *snapshot.Function {
		return find(t, c.Snapshot.Functions, name, func(f *snapshot.Function) bool { return f.Name == name && f.Extension == "" })
	}
	touch := function("touch")
	same(t, "security definer", touch.SecurityDefiner, true)
	same(t, "config", touch.Config, []string{"search_path=shop"})
	same(t, "definition", strings.Contains(touch.Definition, "SECURITY DEFINER"), true)
	same(t, "granted to the owner only", touch.ACL, []string{"postgres=X/postgres"})
	same(t, "granted to nobody", function("nobody").ACL, []string{"postgres=/postgres"})
	same(t, "granted by default", function("on_ddl").ACL, []string(nil))

	trigger := find(t, c.Snapshot.Triggers, "touched", func(x *snapshot.Trigger) bool { return x.Name == "touched" })
	same(t, "trigger", []any{trigger.Function, trigger.Enabled, trigger.Columns}, []any{pg.Name{Schema: "shop", Name: "touch"}, "O", []int16{3}})
	same(t, "trigger's definition", strings.HasPrefix(trigger.Definition, "CREATE TRIGGER touched BEFORE UPDATE OF total"), true)
	same(t, "rule", c.Snapshot.Rules[0].Instead && c.Snapshot.Rules[0].Event == "4", true)
	policy := c.Snapshot.Policies[0]
	same(t, "policy", []any{policy.Command, policy.Roles, policy.Permissive, policy.Using}, []any{"r", []string{"public"}, true, "((name)::text = CURRENT_USER)"})
	event := c.Snapshot.EventTriggers[0]
	same(t, "event trigger", []any{event.Name, event.Event, event.Tags, event.Function.Name}, []any{"watch", "ddl_command_end", []string{"DROP TABLE"}, "on_ddl"})
	same(t, "default privileges", c.Snapshot.DefaultACLs, []snapshot.DefaultACL{{Role: "postgres", Schema: "shop", Type: "r", ACL: []string{"=r/postgres"}}})

	typ := func(name string) *snapshot.Type {
		return find(t, c.Snapshot.Types, name, func(x *snapshot.Type) bool { return x.Name == name })
	}
	same(t, "labels", typ("state").Labels, []string{"new", "paid", "it's done"})
	positive := typ("positive")
	same(t, "domain", []any{positive.Kind, positive.BaseType, positive.NotNull, positive.Default}, []any{"d", "integer", true, "1"})
	same(t, "composite", typ("pair").RelationOID, relation(t, c.Catalog, "pair").OID)
	same(t, "range", []string{typ("span").Subtype, typ("span").SubtypeOpclass.Name}, []string{"double precision", "float8_ops"})
	same(t, "extension's type", typ("citext").Extension, "citext")
	for _, x := range c.Snapshot.Types {
		if strings.HasPrefix(x.Name, "_") || x.Name == "customer" {
			t.Errorf("type %s is an array or a row type", x.PG())
		}
	}
	find(t, c.Snapshot.Collations, "german", func(x *snapshot.Collation) bool { return x.Schema == "shop" && x.Provider == "c" })
	find(t, c.Snapshot.Collations, "C", func(x *snapshot.Collation) bool { return x.Name == "C" })

	view := relation(t, c.Catalog, "open_orders")
	var uses []pg.OID
	for _, u := range c.Snapshot.ViewUses {
		if u.View == view.OID && u.Relation != 0 {
			uses = append(uses, u.Relation)
		}
	}
	same(t, "view uses", uses, []pg.OID{relation(t, c.Catalog, "customer").OID, relation(t, c.Catalog, "orders").OID})
}

// TestSecretsStayBehind looks for the passwords of testdata/shop.sql in all
// that is kept.
func TestSecretsStayBehind(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		shop(t, target)
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, "create subscription incoming connection 'host=db.example.org password=hunter2' publication p with (connect = false)")
		// a database with a subscription cannot be dropped
		defer pgtest.Exec(t, conn, "alter subscription incoming set (slot_name = none)", "drop subscription incoming")
		c := take(t, target)
		all, err := json.Marshal(c.Snapshot)
		if err != nil {
			t.Fatal(err)
		}
		if at := strings.Index(string(all), "hunter2"); at >= 0 {
			t.Errorf("a password is in the snapshot: … %s", all[max(0, at-200):at])
		}
		same(t, "server", c.Snapshot.ForeignServers, []snapshot.ForeignServer{{Name: "far", Wrapper: "postgres_fdw", Owner: "postgres", Options: []string{"host=db.example.org", "dbname=far"}}})
		same(t, "mapping", c.Snapshot.UserMappings, []snapshot.UserMapping{{Server: "far", User: "postgres", OptionNames: []string{"user", "password"}}})
		incoming := c.Snapshot.Subscriptions[0]
		same(t, "subscription", []any{incoming.Name, incoming.Enabled, incoming.Publications, *incoming.ConnInfoHasPassword}, []any{"incoming", false, []string{"p"}, true})
		same(t, "publication", c.Snapshot.PublicationTables, []snapshot.PublicationTable{{Publication: "some_orders", TableOID: relation(t, c, "orders").OID, Columns: c.Snapshot.PublicationTables[0].Columns}})
	})
}

// TestPublicationTables compares what we take from the catalogs with what the
// server expands publications to.
func TestPublicationTables(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		shop(t, target)
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, "create publication every for all tables", "create publication rooted for all tables with (publish_via_partition_root)",
			"create publication part for table shop.log", "create publication part_root for table shop.log with (publish_via_partition_root)")
		if major >= 15 {
			pgtest.Exec(t, conn, "create publication of_schema for tables in schema shop", "create publication filtered for table shop.customer (id, name) where (id > 7)")
		}
		c := take(t, target)
		var got []string
		for _, x := range c.Snapshot.PublicationTables {
			got = append(got, x.Publication+" "+c.Relation(x.TableOID).Name)
		}
		slices.Sort(got)
		rows, err := conn.Query(t.Context(), "select pubname || ' ' || tablename from pg_publication_tables")
		if err != nil {
			t.Fatal(err)
		}
		want, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(want)
		same(t, "tables", got, want)
		if major >= 15 {
			filtered := find(t, c.Snapshot.PublicationTables, "the filtered table", func(x *snapshot.PublicationTable) bool { return x.Publication == "filtered" })
			same(t, "filter", []any{filtered.Columns, filtered.RowFilter}, []any{[]int16{1, 3}, "(id > 7)"})
		}
	})
}
