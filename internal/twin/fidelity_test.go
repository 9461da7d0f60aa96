package twin

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/test/trade"
)

// variants are planner settings that bring other plans to light, the first four
// where there is little time.
var variants = []map[string]string{
	{},
	{"max_parallel_workers_per_gather": "8", "min_parallel_table_scan_size": "0", "parallel_setup_cost": "0", "parallel_tuple_cost": "0"},
	{"work_mem": "64kB", "random_page_cost": "8"},
	{"enable_hashjoin": "off"},
	{"enable_seqscan": "off"},
	{"enable_nestloop": "off"},
	{"enable_bitmapscan": "off", "random_page_cost": "1"},
	{"max_parallel_workers_per_gather": "0"},
	{"enable_indexscan": "off", "enable_sort": "off"},
}

// fidelity compares plans one by one and tells how many were the same.
type fidelity struct {
	twin      *Twin
	conn      *pgx.Conn
	major     int
	tolerant  bool // a difference is counted and no failure
	same, all int
}

func (f *fidelity) compare(t *testing.T, name, sql string, variants []map[string]string) {
	t.Helper()
	for _, v := range variants {
		for name, value := range v {
			pgtest.Exec(t, f.conn, fmt.Sprintf("set %s = '%s'", name, value))
		}
		f.all++
		got, err := f.twin.Explain(t.Context(), sql, v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if d := samePlan(t, production(t, f.conn, f.major, sql), got); d != "" && f.tolerant {
			continue
		} else if d != "" {
			t.Errorf("%s under %v (-production +twin):\n%s", name, v, d)
		} else {
			f.same++
		}
		for name := range v {
			pgtest.Exec(t, f.conn, "reset "+name)
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
	f := &fidelity{twin: tw, conn: conn, major: major}
	settings := variants
	if !large() {
		settings = variants[:4]
	}
	for _, q := range w.queries {
		f.compare(t, q.Name, q.SQL, settings)
	}
	asked, edge := f.all, edges(s)
	for _, q := range edge {
		f.compare(t, q.Name, q.SQL, variants[:1])
	}
	for _, m := range tw.Missing {
		if !strings.Contains(m.Reason, "of an expression") { // those that call functions of the database's own
			t.Errorf("missing: %+v", m)
		}
	}
	t.Logf("%d: %d of %d plans identical: %d queries under %d sets of settings, %d at the edges of histograms; filled in %v, built in %v",
		major, f.same, f.all, len(w.queries), asked/len(w.queries), len(edge), filled.Round(time.Millisecond), built.Round(time.Millisecond))
}

// edges are queries at, inside and beyond both ends of the indexed columns and of
// their histograms; every so many of them where there is little time.
func edges(s *snapshot.Snapshot) []trade.Query {
	cat := snapshot.NewCatalog(s)
	var out []trade.Query
	for _, e := range s.EndPoints {
		r := cat.Relation(e.TableOID)
		if len(e.Attnums) != 1 || e.IndexOID != 0 {
			continue
		}
		values := []*string{e.Low[0], e.High[0]}
		if c := cat.ColumnStats(r.OID, e.Attnums[0]); c != nil {
			if bounds := c.Histogram(); len(bounds) > 2 {
				values = append(values, &bounds[0], &bounds[1], &bounds[len(bounds)-2], &bounds[len(bounds)-1])
			}
		}
		column := "x." + pg.QuoteIdent(r.Column(e.Attnums[0]).Name)
		for _, v := range values {
			for _, op := range []string{"<", "<=", "=", ">=", ">"} {
				sql := fmt.Sprintf("select %s from %s x where %s %s %s", column, r.PG(), column, op, pg.QuoteLiteral(*v))
				out = append(out, trade.Query{Name: sql, SQL: sql})
			}
		}
	}
	if step := len(out)/300 + 1; !large() && step > 1 {
		step += 1 - min(step%5, 1) // of five comparisons not always the same
		var some []trade.Query
		for i := 0; i < len(out); i += step {
			some = append(some, out[i])
		}
		return some
	}
	return out
}

// large reports whether there is time for more than the small.
func large() bool { return os.Getenv("PGADEPT_TEST_MAJORS") == "all" }

// TestTrade plans analytical queries, with their constants and as generic plans.
func TestTrade(t *testing.T) {
	t.Parallel()
	scale := 0.01
	if large() {
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
