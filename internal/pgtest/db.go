package pgtest

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// databases numbers the databases of this process.
var databases atomic.Int64

// DB makes an empty database on the shared server of a major version and
// returns its connection string. The database is dropped when the test ends.
func DB(t testing.TB, major int) string {
	t.Helper()
	s, admin := server(t, major)
	name := fmt.Sprintf("test_%d", databases.Add(1))
	if err := admin.do(t.Context(), func(ctx context.Context, c *pgx.Conn) error {
		return create(ctx, c, major, name)
	}); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() {
		if err := admin.do(context.Background(), func(ctx context.Context, c *pgx.Conn) error {
			return drop(ctx, c, name)
		}); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return s.ConnString(name)
}

// create copies the files of template0: 16 ms of processor time for database and
// removal, where 15 and later would take 90 ms to write it all to the WAL.
func create(ctx context.Context, c *pgx.Conn, major int, name string) error {
	sql := "create database " + name + " template template0"
	if major >= 15 {
		sql += " strategy file_copy"
	}
	_, err := c.Exec(ctx, sql)
	return err
}

// drop first sees that nobody is connected: DROP DATABASE waits in steps of
// 100 ms for a session that is on its way out, this takes a few.
func drop(ctx context.Context, admin *pgx.Conn, name string) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		tag, err := admin.Exec(ctx, "select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = $1", name)
		if err != nil {
			return err
		}
		if tag.RowsAffected() == 0 {
			break
		}
		<-tick.C
	}
	_, err := admin.Exec(ctx, "drop database "+name+" with (force)")
	return err
}
