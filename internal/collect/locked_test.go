package collect_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TestBehindAccessExclusive collects while another session holds two tables and
// a sequence, as a migration would. It must not wait, and must say of which
// relations it lacks which facts; of all others it has them.
func TestBehindAccessExclusive(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		shop(t, target)
		holder := pgtest.Conn(t, target)
		var setup []string
		if major >= 14 {
			setup = []string{"create function shop.sql_body() returns bigint language sql begin atomic select id from shop.orders; end"}
		}
		pgtest.Exec(t, holder, append(setup, "begin", "lock table shop.orders, shop.customer in access exclusive mode",
			"alter sequence shop.loose increment by 2")...)
		start := time.Now()
		c := take(t, target)
		took := time.Since(start)
		pgtest.Exec(t, holder, "rollback")

		got := map[snapshot.Area]string{}
		for _, n := range c.NotSeen {
			same(t, string(n.Area)+" is partial", n.Partial, true)
			got[n.Area] = n.Why
		}
		locked := " are locked by another session (ACCESS EXCLUSIVE)"
		want := map[snapshot.Area]string{
			"expressions":      "shop.customer", // in some order and number; see below
			"sizes":            "shop.customer, shop.orders" + locked,
			"view_definitions": "shop.open_orders, shop.totals" + locked,
			"triggers":         "shop.orders is locked by another session (ACCESS EXCLUSIVE)",
			"rules":            "shop.customer is locked by another session (ACCESS EXCLUSIVE)",
		}
		if major >= 14 {
			want["functions"] = "shop.sql_body is locked by another session (ACCESS EXCLUSIVE)"
		}
		for area, text := range want {
			if !strings.Contains(got[area], text) {
				t.Errorf("not seen %s: got %q, want %q", area, got[area], text)
			}
			delete(got, area)
		}
		same(t, "other areas not seen", got, map[snapshot.Area]string{})

		same(t, "default of a locked table", relation(t, c, "orders").ColumnNamed("state").Default, "'new'::shop.state")
		same(t, "check of a locked table", find(t, c.Snapshot.Constraints, "later", func(k *snapshot.Constraint) bool { return k.Name == "later" }).Expression, "")
		same(t, "size of a locked table", relation(t, c, "orders").BytesMeasured, false)
		same(t, "size of another", relation(t, c, "log_1").BytesMeasured, true)
		same(t, "expression of another", relation(t, c, "log_1").PartitionBound != "", true)
		same(t, "column's statistics", len(c.Snapshot.ColumnStatistics) > 10, true)
		if slow := slowest(c); slow.MS > 2000 {
			t.Errorf("%s took %.0f ms of %s: it waited", slow.Area, slow.MS, took)
		}
	})
}

// TestBehindLockedCatalog collects while another session holds a system
// catalog, as VACUUM FULL of it does: one that no query can do without, and one
// that some can.
func TestBehindLockedCatalog(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		holder := pgtest.Conn(t, target)
		pgtest.Exec(t, holder, "begin", "lock table pg_catalog.pg_statistic in access exclusive mode")
		_, err := collect.From(t.Context(), target, collect.Options{})
		pgtest.Exec(t, holder, "rollback")
		want := "another session has a system catalog of this database locked (ACCESS EXCLUSIVE, as VACUUM FULL of one takes it), and the server answers no query without it; " +
			"see who holds it in pg_locks of another database, and try again when it is done"
		if err == nil || err.Error() != want {
			t.Errorf("behind pg_statistic: got %v\nwant %s", err, want)
		}

		pgtest.Exec(t, holder, "begin", "lock table pg_catalog.pg_description in access exclusive mode")
		c := take(t, target)
		pgtest.Exec(t, holder, "rollback")
		n := c.Unseen(snapshot.AreaRelations)
		if n == nil || n.Why != "another session held a conflicting lock for more than 150ms" {
			t.Errorf("behind pg_description: relations are not seen for %+v", n)
		}
		if n := c.Unseen(snapshot.AreaRoles); n != nil {
			t.Errorf("behind pg_description: roles are not seen for %+v", n)
		}
	})
}

func slowest(c *snapshot.Catalog) snapshot.Timing {
	return slices.MaxFunc(c.Timings, func(a, b snapshot.Timing) int { return int(a.MS - b.MS) })
}
