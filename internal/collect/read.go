package collect

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// read runs one query under a savepoint and decodes its rows. A query that
// fails is rolled back, becomes an entry of NotSeen, and has no rows; nor has
// one of an area that nobody asked for.
func read[T any](c *collector, area snapshot.Area, file string, args ...string) []T {
	if !c.wants(area) {
		return nil
	}
	rows, err := try[T](c, area, file, args...)
	if err != nil {
		c.notSeen(area, err)
		return nil
	}
	return rows
}

// readOne is read for a query of at most one row; nil when there is none.
func readOne[T any](c *collector, area snapshot.Area, file string, args ...string) *T {
	rows := read[T](c, area, file, args...)
	if len(rows) == 0 {
		return nil
	}
	return &rows[0]
}

// errStopped is what a query meets after a fatal error.
var errStopped = errors.New("the collection has stopped")

// try is read without the entry of NotSeen.
func try[T any](c *collector, area snapshot.Area, file string, args ...string) ([]T, error) {
	return tryText[T](c, area, query(file, c.major), args...)
}

func tryText[T any](c *collector, area snapshot.Area, sql string, args ...string) ([]T, error) {
	if c.err != nil {
		return nil, errStopped
	}
	start := time.Now()
	rows, err := run[T](c, sql, args)
	if notConvertible(err) {
		rows, err = asTheyAre(c, func() ([]T, error) { return run[T](c, sql, args) })
	}
	ms := float64(time.Since(start).Microseconds()) / 1000
	c.snap.Timings = append(c.snap.Timings, snapshot.Timing{Area: area, MS: ms, Rows: len(rows)})
	return rows, err
}

// run sends savepoint, query, rollback and release in one round trip. To roll
// back gives up nothing, as we only read, but the query's locks: none outlives
// its query, although the transaction, and its one view of the data, go on.
func run[T any](c *collector, sql string, args []string) ([]T, error) {
	params := make([][]byte, len(args))
	for i, a := range args {
		params[i] = []byte(a)
	}
	batch := &pgconn.Batch{}
	batch.ExecParams("savepoint pgadept", nil, nil, nil, nil)
	batch.ExecParams(sql, params, nil, nil, nil)
	batch.ExecParams("rollback to savepoint pgadept", nil, nil, nil, nil)
	batch.ExecParams("release savepoint pgadept", nil, nil, nil, nil)
	results := c.conn.ExecBatch(c.ctx, batch)
	rows, err := decodeRows[T](c.dec, results)
	if closeErr := results.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		return rows, nil
	}
	var decode *decodeError
	if c.fatal(err) || errors.As(err, &decode) { // what we cannot decode was no error to the server: it has rolled back
		return nil, err
	}
	if undo := c.exec("undo a query", "rollback to savepoint pgadept; release savepoint pgadept"); undo != nil {
		return nil, undo
	}
	return nil, err
}

// chunk is how many rows are decoded into one piece of memory. A slice of a
// hundred thousand wide rows that grows by append would cost three times its size.
const chunk = 2048

// decodeRows reads the second of the results.
func decodeRows[T any](d *decoder, results *pgconn.MultiResultReader) ([]T, error) {
	var full [][]T
	var out []T
	for n := 0; results.NextResult(); n++ {
		r := results.ResultReader()
		if n != 1 {
			if _, err := r.Close(); err != nil {
				return nil, err
			}
			continue
		}
		plan, err := planFor[T](d, r.FieldDescriptions())
		if err != nil {
			return nil, err
		}
		for r.NextRow() {
			if len(out) == chunk {
				full, out = append(full, out), make([]T, 0, chunk)
			}
			out = append(out, *new(T))
			if err := plan.decode(&out[len(out)-1], r.Values()); err != nil {
				return nil, err
			}
		}
		if _, err := r.Close(); err != nil {
			return nil, err
		}
	}
	if full == nil {
		return out, nil
	}
	return slices.Concat(append(full, out)...), nil
}

// exec runs a statement without rows, for the purpose that what says. An error
// of the server is returned, any other is fatal as well.
func (c *collector) exec(what, sql string) error {
	_, err := c.conn.Exec(c.ctx, sql).ReadAll()
	if err != nil {
		c.fatal(err)
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// fatal notes an error after which the connection answers no more.
func (c *collector) fatal(err error) bool {
	var server *pgconn.PgError
	if errors.As(err, &server) && !c.conn.IsClosed() && c.ctx.Err() == nil {
		return false
	}
	var decode *decodeError
	if errors.As(err, &decode) && !c.conn.IsClosed() {
		return false
	}
	if c.err == nil {
		c.err = err
	}
	return true
}
