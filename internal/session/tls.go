package session

import (
	"context"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// sslRequest is the message by which a client asks for TLS (manual, 54.7).
var sslRequest = [8]byte{0, 0, 0, 8, 4, 210, 22, 47}

// declinesTLS asks for TLS once more and reports whether the answer is the N
// of a PostgreSQL server without it. pgx takes any other byte for that as well,
// such as the first of an HTTP greeting.
func declinesTLS(c *pgx.ConnConfig) bool {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	network, address := pgconn.NetworkAddress(c.Host, c.Port)
	conn, err := c.DialFunc(ctx, network, address)
	if err != nil {
		return true // it was there a moment ago: believe pgx
	}
	defer conn.Close()
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			return true
		}
	}
	if _, err := conn.Write(sslRequest[:]); err != nil {
		return true
	}
	var answer [1]byte
	_, err = io.ReadFull(conn, answer[:])
	return err == nil && answer[0] == 'N'
}
