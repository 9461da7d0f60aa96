package twin

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/test/trade"
)

// variants are planner settings that bring other plans to light.
var variants = []map[string]string{
	{},
	{"enable_hashjoin": "off"},
	{"enable_seqscan": "off"},
	{"enable_nestloop": "off"},
	{"enable_bitmapscan": "off", "random_page_cost": "1"},
	{"max_parallel_workers_per_gather": "0"},
	{"max_parallel_workers_per_gather": "8", "min_parallel_table_scan_size": "0", "parallel_setup_cost": "0", "parallel_tuple_cost": "0"},
	{"work_mem": "64kB", "random_page_cost": "8"},
	{"enable_indexscan": "off", "enable_sort": "off"},
}

// fidelity compares plans one by one and tells how many were the same.
type fidelity struct {
	twin      *Twin
	conn      *pgx.Conn
	major     int
	same, all int
}

func (f *fidelity) compare(t *testing.T, name, sql string) {
	t.Helper()
	for _, v := range variants {
		for name, value := range v {
			pgtest.Exec(t, f.conn, fmt.Sprintf("set %s = '%s'", name, value))
		}
		f.all++
		got, err := f.twin.Explain(t.Context(), sql, v)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if d := samePlan(t, production(t, f.conn, f.major, sql), got); d != "" {
			t.Errorf("%s under %v (-production +twin):\n%s", name, v, d)
		} else {
			f.same++
		}
		for name := range v {
			pgtest.Exec(t, f.conn, "reset "+name)
		}
	}
}

// TestTrade plans analytical queries, with their constants and as generic plans.
func TestTrade(t *testing.T) {
	t.Parallel()
	scale := 0.01
	if os.Getenv("PGADEPT_TEST_MAJORS") == "all" {
		scale = 0.1
	}
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			url := pgtest.DB(t, major)
			conn := pgtest.Conn(t, url)
			start := time.Now()
			pgtest.Exec(t, conn, trade.Schema(), trade.Data(scale), "vacuum analyze", "checkpoint")
			filled := time.Since(start)
			s, err := collect.From(t.Context(), url, collect.Options{Planner: true})
			if err != nil {
				t.Fatal(err)
			}
			start = time.Now()
			w, err := Build(t.Context(), s, Options{schema: func(ctx context.Context, b *builder) error {
				return run(ctx, b.plain, "set search_path = public; "+trade.Schema())
			}})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close(context.WithoutCancel(t.Context()))
			built := time.Since(start)
			f := &fidelity{twin: w, conn: conn, major: major}
			for _, q := range trade.Queries() {
				f.compare(t, q.Name, q.SQL)
			}
			t.Logf("%d: %d of %d plans identical (filled in %v, built in %v)", major, f.same, f.all, filled, built)
		})
	}
}
