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
	s := Server(t, major)
	name := fmt.Sprintf("test_%d", databases.Add(1))
	// 12 ms on every version; the strategies of 15 and later differ by less.
	if err := asAdmin(t.Context(), s.ConnString("postgres"), func(ctx context.Context, admin *pgx.Conn) error {
		_, err := admin.Exec(ctx, "create database "+name+" template template0")
		return err
	}); err != nil {
		t.Fatalf("make a test database: %v", err)
	}
	t.Cleanup(func() {
		if err := asAdmin(context.Background(), s.ConnString("postgres"), func(ctx context.Context, admin *pgx.Conn) error {
			return drop(ctx, admin, name)
		}); err != nil {
			t.Errorf("drop the test database: %v", err)
		}
	})
	return s.ConnString(name)
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

// asAdmin runs f on a connection of its own, so that between calls none of ours
// is among the sessions that a test looks at.
func asAdmin(ctx context.Context, url string, f func(context.Context, *pgx.Conn) error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	admin, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer admin.Close(ctx)
	return f(ctx, admin)
}
