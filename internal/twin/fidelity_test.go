package twin

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/test/trade"
)

// large reports whether there is time for more than the small.
func large() bool { return os.Getenv("PGADEPT_TEST_MAJORS") == "all" }

// settings are those under which queries are planned.
func settings() []map[string]string {
	if large() {
		return trade.Variants()
	}
	return trade.Variants()[:4]
}

// edgesWanted bounds the queries at the edges of histograms; 0 for all.
func edgesWanted() int {
	if large() {
		return 0
	}
	return 200
}

// compare plans the queries under the settings and reports what differs.
func compare(t *testing.T, c *trade.Comparison, queries []trade.Query, settings []map[string]string) {
	t.Helper()
	for _, q := range queries {
		for _, s := range settings {
			if d, err := c.Plan(t.Context(), q.SQL, s); d != "" || err != nil {
				t.Errorf("%s under %v (-production +twin): %v\n%s", q.Name, s, err, d)
			}
		}
	}
}

// world is a database to compare on.
type world struct {
	schema  func(major int) string
	fill    []string
	queries []trade.Query
}

// start makes the database on a server with settings of its own. Nothing may be
// analyzed between the snapshot and the plans.
func (w world) start(t *testing.T, major int) (url string, conn *pgx.Conn) {
	t.Helper()
	server := pgtest.Own(t, major, map[string]string{
		"autovacuum": "off", "random_page_cost": "1.5", "effective_cache_size": "200MB", "work_mem": "2MB", "default_statistics_target": "50",
	})
	url = server.ConnString("postgres")
	pgtest.Exec(t, pgtest.Conn(t, url), "alter database postgres set cpu_tuple_cost = 0.02", "alter role all set search_path = public, pg_catalog")
	conn = pgtest.Conn(t, url)
	pgtest.Exec(t, conn, w.schema(major))
	pgtest.Exec(t, conn, w.fill...)
	return url, conn
}

// play builds the database and its twin, and compares.
func (w world) play(t *testing.T, major int) {
	start := time.Now()
	url, conn := w.start(t, major)
	filled := time.Since(start)
	s := take(t, url)
	start = time.Now()
	tw := build(t, s)
	built := time.Since(start)
	for _, m := range tw.Missing {
		if !strings.Contains(m.Reason, "of an expression") { // those that call functions of the database's own
			t.Errorf("missing: %+v", m)
		}
	}
	c := &trade.Comparison{Planner: tw, Conn: conn, Major: major}
	edges := trade.Edges(s, edgesWanted())
	compare(t, c, w.queries, settings())
	compare(t, c, edges, settings()[:1])
	t.Logf("%d: %d of %d plans identical: %d queries under %d sets of settings, %d at the edges of histograms; filled in %v, built in %v",
		major, c.Same, c.All, len(w.queries), len(settings()), len(edges), filled.Round(time.Millisecond), built.Round(time.Millisecond))
}

// TestTrade plans analytical queries, with their constants and as generic plans.
func TestTrade(t *testing.T) {
	t.Parallel()
	scale := 0.01
	if os.Getenv("PGADEPT_TEST_MAJORS") != "" { // as .ci/run does
		scale = 0.1
	}
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			world{
				schema:  func(int) string { return trade.Schema() },
				fill:    []string{trade.Data(scale), "vacuum analyze", "checkpoint"},
				queries: trade.Queries(),
			}.play(t, major)
		})
	}
}

func medley(rows int) world {
	return world{
		schema:  trade.MedleySchema,
		fill:    []string{trade.MedleyData(rows), "vacuum account", "analyze account, event, item, log, purchase, queue, scratch, settled, daily", trade.MedleyDrift(rows), "checkpoint"},
		queries: trade.MedleyQueries(),
	}
}

// TestMedley plans queries on one of every kind of column, index, statistics
// and partition, whose statistics have grown stale.
func TestMedley(t *testing.T) {
	t.Parallel()
	rows := 10000
	if large() {
		rows = 100000
	}
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			medley(rows).play(t, major)
		})
	}
}
