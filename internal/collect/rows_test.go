package collect_test

import (
	"math"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
)

// TestRows estimates rows where the counter and the estimate of the last
// ANALYZE differ.
func TestRows(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		conn := pgtest.Conn(t, target)
		watch := pgtest.Conn(t, target)
		live := func(table string, rows int) {
			for seen := -1; seen != rows; {
				pgtest.Exec(t, conn, "select 1") // before 15 a session reports when it ends a command
				if err := watch.QueryRow(t.Context(), "select n_live_tup from pg_stat_all_tables where relid = $1::regclass", table).Scan(&seen); err != nil {
					t.Fatal(err)
				}
			}
		}
		const load = "select generate_series(1, 20000)"
		off := func(table string) string { return "create table " + table + " (a int) with (autovacuum_enabled = off)" }

		// What a session did just before its ANALYZE it reports afterwards, on
		// all versions: the counter has it twice.
		pgtest.Exec(t, conn, off("loaded"), "do $$ begin insert into loaded "+load+"; commit; analyze loaded; end $$")
		live("loaded", 40000)
		pgtest.Exec(t, conn, off("cleared"), "insert into cleared "+load)
		live("cleared", 20000)
		pgtest.Exec(t, conn, "do $$ begin delete from cleared where a > 10000; commit; analyze cleared; end $$")
		live("cleared", 0)

		// Growth since then is growth; new versions of old rows are not.
		pgtest.Exec(t, conn, off("grown"), "insert into grown "+load)
		live("grown", 20000)
		pgtest.Exec(t, conn, "analyze grown", "insert into grown "+load)
		live("grown", 40000)
		pgtest.Exec(t, conn, off("updated"), "insert into updated "+load)
		live("updated", 20000)
		pgtest.Exec(t, conn, "analyze updated", "update updated set a = a + 1")

		// Never counted, and counted before the counters were lost.
		pgtest.Exec(t, conn, off("fresh"), "insert into fresh "+load)
		live("fresh", 20000)
		pgtest.Exec(t, conn, off("reset"), "insert into reset "+load)
		live("reset", 20000)
		pgtest.Exec(t, conn, "analyze reset", "select pg_stat_reset_single_table_counters('reset'::regclass)")
		live("reset", 0)

		c := take(t, target)
		for table, want := range map[string]float64{
			"loaded": 20000, "cleared": 10000, "grown": 40000, "updated": 20000, "fresh": 20000, "reset": 20000,
		} {
			if got := c.Rows(relation(t, c, table)); math.Abs(got-want) > want/100 {
				t.Errorf("%s has %.0f rows, want %.0f", table, got, want)
			}
		}
	})
}
