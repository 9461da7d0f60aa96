package twin

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/test/trade"
)

// A prospect is an index that production does not have yet.
type prospect struct {
	sql    string  // on x
	within float64 // the error in pages that is allowed, as a fraction
}

// prospects are indexes of all kinds. Those of a few pages may be one off.
var tradeProspects = []prospect{
	{"create index x on orders (order_id desc)", 0.01},
	{"create index x on orders (customer_id, ordered)", 0.03},
	{"create index x on line (order_id)", 0.08}, // 1 to 7 rows of each, equally often

	{"create index x on line (price)", 0.03},
	{"create index x on line (received, shipped)", 0.30}, // within days of each other, which no statistics tell
	{"create index x on line (mode)", 0.02},
	{"create index x on line (mode, shipped) include (price)", 0.03},
	{"create index x on line (part_id) include (quantity, price)", 0.03},
	{"create unique index x on line (line_no, order_id)", 0.02},
	{"create index x on line (shipped) where returned = 'r'", 0.20}, // all of them in the first years
	{"create index x on line (returned) where returned = 'r'", 0.05},
	{"create index x on line (supplier_id, part_id) with (fillfactor = 70)", 0.03},
	{"create index x on orders (clerk)", 0.03},
	{"create index x on orders (total)", 0.03},
	{"create index x on orders (remark)", 0.08}, // three rows of each
	{"create index x on customer (address)", 0.03},
	{"create index x on customer (name, phone)", 0.03},
	{"create index x on orders (date_trunc('month', ordered::timestamp))", 0.03},
	{"create index x on orders (upper(clerk), ordered)", 0.05},
	{"create index x on customer (lower(name))", 0.05},
	{"create index x on orders using hash (order_id)", 0.05},
	{"create index x on line using hash (mode)", 0.10},
	{"create index x on customer using hash (name)", 0.05},
	{"create index x on line using brin (shipped) with (pages_per_range = 4)", 0},
	{"create index x on line using brin (order_id)", 0},
}

func TestMeasureTrade(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.RuleMajors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			measureAll(t, major, tradeProspects, trade.Schema(), trade.Data(0.02), "vacuum analyze", "checkpoint")
		})
	}
}

// measureAll compares what the twin says of indexes with those that production
// then gets.
func measureAll(t *testing.T, major int, prospects []prospect, fill ...string) {
	t.Helper()
	url := pgtest.DB(t, major)
	conn := pgtest.Conn(t, url)
	pgtest.Exec(t, conn, fill...)
	w := build(t, take(t, url))
	var named []string
	for i, p := range prospects {
		named = append(named, p.named(i))
	}
	keeping := created(t, w, named...)
	pgtest.Exec(t, conn, "set max_parallel_maintenance_workers = 0")
	for i, p := range prospects {
		name := fmt.Sprintf("x%d", i)
		pgtest.Exec(t, conn, named[i])
		var pages int64
		var tuples float64
		if err := conn.QueryRow(t.Context(), "select pg_relation_size($1::regclass) / 8192, reltuples::float8 from pg_class where oid = $1::regclass", name).Scan(&pages, &tuples); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		got, err := w.measureIndex(t.Context(), keeping, oidOf(t, keeping, name))
		if err != nil {
			t.Errorf("%s: %v", p.sql, err)
			continue
		}
		off := float64(got.pages)/float64(pages) - 1
		t.Logf("%d %6d pages, %6d predicted, %+6.1f %%; %7.0f rows, %7.0f predicted; %v; %s; %s", major, pages, got.pages, 100*off, tuples, got.tuples, time.Since(start).Round(time.Millisecond), p.sql, got.basis)
		if math.Abs(got.tuples-tuples) > tuples/20 { // the predicate's selectivity is that of a sample
			t.Errorf("%d: %s: %.0f rows, %.0f predicted", major, p.sql, tuples, got.tuples)
		}
		if math.Abs(off) > p.within && math.Abs(float64(got.pages-pages)) > 1 {
			t.Errorf("%d: %s: %d pages, %d predicted", major, p.sql, pages, got.pages)
		}
		if p.within < 0.1 {
			checkHeight(t, conn, name, got)
		}
		pgtest.Exec(t, conn, "drop index "+name)
	}
}

// checkHeight compares a B-tree's height with that in the real metapage.
func checkHeight(t *testing.T, conn *pgx.Conn, name string, got newIndex) {
	t.Helper()
	var method string
	var level int
	err := conn.QueryRow(t.Context(), `select am.amname, get_byte(pg_read_binary_file(pg_relation_filepath(c.oid), 44, 1), 0)
		from pg_class c join pg_am am on am.oid = c.relam where c.oid = $1::regclass`, name).Scan(&method, &level)
	if err != nil {
		t.Fatal(err)
	}
	if method == "btree" && level != got.height {
		t.Errorf("%s is %d levels high, %d predicted", name, level, got.height)
	}
}

// named gives the index x a name of its own.
func (p prospect) named(i int) string {
	before, after, _ := strings.Cut(p.sql, "index x ")
	return fmt.Sprintf("%sindex x%d %s", before, i, after)
}

func oidOf(t *testing.T, conn *pgx.Conn, name string) (oid pg.OID) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), "select c.oid from pg_class c where c.relname = $1", name).Scan(&oid); err != nil {
		t.Fatal(err)
	}
	return oid
}

// created creates indexes on a twin while its tables are no longer than what
// they hold, and returns the keeper's connection.
func created(t *testing.T, w *Twin, statements ...string) *pgx.Conn {
	t.Helper()
	super := pgtest.Conn(t, w.connString(keeper, w.database))
	const tables = "from pg_class where relkind in ('r', 'm') and oid >= 16384"
	pgtest.Exec(t, super, "create table public.kept_class as select oid as rel, relpages, reltuples, relallvisible, pg_relation_size(oid) as size, pg_relation_filepath(oid) as path "+tables)
	sizes := map[string]int64{}
	rows, err := super.Query(t.Context(), "select path, size from public.kept_class where size > 8192")
	if err != nil {
		t.Fatal(err)
	}
	var path string
	var size int64
	if _, err := pgx.ForEachRow(rows, []any{&path, &size}, func() error {
		sizes[filepath.Join(w.server.Dir(), filepath.FromSlash(path))] = size
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	resize := func(to func(int64) int64) {
		if err := w.server.Offline(t.Context(), func() error {
			for path, size := range sizes {
				if err := os.Truncate(path, min(segmentBlocks*blockSize, to(size))); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	resize(func(int64) int64 { return blockSize })
	pgtest.Exec(t, pgtest.Conn(t, w.connString(Role, w.database)), statements...)
	resize(func(n int64) int64 { return n })
	super = pgtest.Conn(t, w.connString(keeper, w.database))
	pgtest.Exec(t, super, "update pg_class c set relpages = k.relpages, reltuples = k.reltuples, relallvisible = k.relallvisible from public.kept_class k where k.rel = c.oid; drop table public.kept_class")
	super.Close(t.Context())
	if super, err = connect(t.Context(), w.connString(keeper, w.database)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { super.Close(t.Context()) })
	return super
}
