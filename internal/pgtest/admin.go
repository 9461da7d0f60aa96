package pgtest

import (
	"context"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// admin is a connection to the shared server of a major version that makes and
// drops databases. To open one for each costs as much as the rest of the work.
type admin struct {
	sync.Mutex
	url  string
	conn *pgx.Conn
}

// do runs f on the connection, opened at its first use and after a failure.
func (a *admin) do(ctx context.Context, f func(context.Context, *pgx.Conn) error) error {
	a.Lock()
	defer a.Unlock()
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if a.conn == nil || a.conn.IsClosed() {
		conn, err := pgx.Connect(ctx, a.url)
		if err != nil {
			return err
		}
		a.conn = conn
	}
	return f(ctx, a.conn)
}

// asAdmin runs f on a connection of its own, so that between calls none of ours
// is among the sessions that a test looks at.
func asAdmin(ctx context.Context, url string, f func(context.Context, *pgx.Conn) error) error {
	a := admin{url: url}
	defer func() {
		if a.conn != nil {
			a.conn.Close(context.WithoutCancel(ctx))
		}
	}()
	return a.do(ctx, f)
}
