package collect_test

import (
	"slices"
	"strings"
	"testing"
	"time"

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

func slowest(c *snapshot.Catalog) snapshot.Timing {
	return slices.MaxFunc(c.Timings, func(a, b snapshot.Timing) int { return int(a.MS - b.MS) })
}
