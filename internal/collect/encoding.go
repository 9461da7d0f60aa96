package collect

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
)

// asStored is the client_encoding in which the server sends what it has and
// checks nothing.
const asStored = "SQL_ASCII"

// encoding is the one in which we read: UTF-8, or whatever is there where the
// server does not know what that is. The decoder marks bytes that are no UTF-8.
func (c *collector) encoding() string {
	if c.conn.ParameterStatus("server_encoding") == asStored {
		return asStored
	}
	return "UTF8"
}

// encode sets the encoding for the rest of the transaction.
func (c *collector) encode(encoding string) error {
	return c.exec("set the encoding", "select pg_catalog.set_config('client_encoding', "+pg.QuoteLiteral(encoding)+", true)")
}

// notConvertible reports whether the server failed to convert a text to our
// encoding. All databases share roles and statements, each in the encoding of
// whoever wrote them.
func notConvertible(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && (server.Code == invalidBytes || server.Code == noEquivalent)
}

// asTheyAre runs a query whose answer cannot be converted once more without
// converting it.
func asTheyAre[T any](c *collector, query func() ([]T, error)) ([]T, error) {
	if err := c.encode(asStored); err != nil {
		return nil, err
	}
	rows, err := query()
	if c.err != nil {
		return nil, err
	}
	return rows, errors.Join(err, c.encode(c.encoding()))
}

// foreignStatement reports whether pg_stat_statements failed as a whole
// because of one text: the extension itself converts those of all databases to
// the encoding of this one, whatever ours is. Between some pairs of encodings
// there is no conversion at all.
func foreignStatement(err error) bool {
	var server *pgconn.PgError
	return notConvertible(err) || errors.As(err, &server) && server.Routine == "perform_default_encoding_conversion"
}

// forgetForeign is what lets pg_stat_statements be read again where a database
// in SQL_ASCII, which may hold anything, has brought in bytes that are no text.
func (c *collector) forgetForeign(e *statementsExtension, err error) string {
	var server *pgconn.PgError
	if !errors.As(err, &server) || server.Code != invalidBytes {
		return ""
	}
	var names []string
	for _, d := range c.snap.Databases {
		if d.Encoding == asStored && d.Name != c.snap.Server.Database {
			names = append(names, pg.QuoteLiteral(d.Name))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf("select %s.pg_stat_statements_reset(0, oid, 0) from pg_catalog.pg_database where datname in (%s) -- this forgets what was counted there",
		e.Quoted, strings.Join(names, ", "))
}
