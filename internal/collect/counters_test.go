package collect_test

import (
	"encoding/json"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// quiet is a server on which nothing counts but what the test does.
func quiet(t *testing.T, major int) string {
	return pgtest.Own(t, major, map[string]string{"autovacuum": "off", "track_io_timing": "on", "track_functions": "all", "max_prepared_transactions": "3"}).ConnString("postgres")
}

// TestCountersAsTheViews compares what we read from the functions behind the
// statistics views with the views themselves.
func TestCountersAsTheViews(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := quiet(t, major)
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, shopSQL, "update shop.orders set total = 1 where id < 100", "delete from shop.orders where id > 900",
			"vacuum (analyze) shop.orders", "set enable_seqscan = off", "select * from shop.customer where id = 7")
		conn.Close(t.Context()) // before it reports, a session's counters are its own
		waitFor(t, target, "select coalesce(sum(n_tup_del), 0) = 100 from pg_stat_user_tables where relname = 'orders'")
		c := take(t, target)

		conn = pgtest.Conn(t, target)
		tables := jsonRows[snapshot.TableCounters](t, conn, `
			select (to_jsonb(s) - 'relid') || (to_jsonb(b) - 'relid') || jsonb_build_object('relid', s.relid::int8, 'heap_blks_read', coalesce(heap_blks_read, 0),
				'toast_blks_read', coalesce(toast_blks_read, 0), 'toast_blks_hit', coalesce(toast_blks_hit, 0),
				'idx_scan', coalesce(idx_scan, 0), 'idx_tup_fetch', coalesce(idx_tup_fetch, 0), 'idx_blks_read', coalesce(idx_blks_read, 0), 'idx_blks_hit', coalesce(idx_blks_hit, 0))
			from pg_stat_user_tables s join pg_statio_user_tables b using (relid)`)
		same(t, "tables", len(tables) >= 6, true)
		for _, want := range tables {
			r := c.Relation(want.OID)
			got := *c.TableCountersOf(want.OID)
			same(t, "counters of "+r.Name, got, want)
		}
		for _, want := range jsonRows[snapshot.IndexCounters](t, conn, `
			select (to_jsonb(s) - 'relid' - 'indexrelid') || (to_jsonb(b) - 'relid' - 'indexrelid') || jsonb_build_object('indexrelid', s.indexrelid::int8)
			from pg_stat_user_indexes s join pg_statio_user_indexes b using (indexrelid)`) {
			same(t, "counters of "+c.Index(want.OID).Name, *c.IndexCountersOf(want.OID), want)
		}
		same(t, "database", c.Database().Name, "postgres")
		same(t, "size", c.Database().Bytes != nil && *c.Database().Bytes > 1<<20, true)
		same(t, "sessions since 14", c.Database().Sessions != nil, major >= 14)
		same(t, "wal since 14", c.WAL != nil && c.WAL.Records > 0, major >= 14)
		same(t, "io since 16", len(c.IO) > 10, major >= 16)
		same(t, "checkpoints", c.Checkpoints.BuffersAlloc > 0, true)
		same(t, "backend's buffers until 16", c.Checkpoints.BuffersBackend != nil, major < 17)
		same(t, "archiver", c.Archiver != nil && len(c.SLRU) > 0, true)
	})
}

func jsonRows[T any](t *testing.T, conn *pgx.Conn, sql string) []T {
	t.Helper()
	rows, err := conn.Query(t.Context(), sql)
	if err != nil {
		t.Fatal(err)
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		t.Fatal(err)
	}
	out := make([]T, len(texts))
	for i, text := range texts {
		if err := json.Unmarshal(text, &out[i]); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// waitFor asks until the answer is true; the test's own deadline ends it.
func waitFor(t *testing.T, target, sql string) {
	t.Helper()
	conn := pgtest.Conn(t, target)
	for {
		var done bool
		if err := conn.QueryRow(t.Context(), sql).Scan(&done); err != nil {
			t.Fatal(err)
		}
		if done {
			return
		}
	}
}
