package pgtest

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Conn connects and closes the connection when the test ends.
func Conn(t testing.TB, connString string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), connString)
	if err != nil {
		t.Fatalf("connect to the test database: %v", err)
	}
	// A test may have ended the session itself; then there is nothing to close.
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// Exec runs scripts of one or more statements each and fails the test with the
// script that fails.
func Exec(t testing.TB, conn *pgx.Conn, scripts ...string) {
	t.Helper()
	for _, sql := range scripts {
		if _, err := conn.PgConn().Exec(t.Context(), sql).ReadAll(); err != nil {
			t.Fatalf("%v\nin: %s", err, sql)
		}
	}
}
