package twin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/rebuild"
)

// chunkStatements is how many statements go to the server at once, and succeed
// or fail together.
const chunkStatements = 100

// stage runs the statements of one stage, batch by batch.
func (r *schemaRun) stage(ctx context.Context, statements []rebuild.Statement) error {
	for len(statements) > 0 {
		n := 1
		for n < len(statements) && together(statements[n], statements[0]) {
			n++
		}
		if err := r.batch(ctx, statements[:n]); err != nil {
			return err
		}
		statements = statements[n:]
	}
	return r.retry(ctx)
}

func together(a, b rebuild.Statement) bool {
	return a.Superuser == b.Superuser && a.Batch == b.Batch && !a.Alone && !b.Alone
}

// batch gives each connection its lanes.
func (r *schemaRun) batch(ctx context.Context, statements []rebuild.Statement) error {
	if statements[0].Superuser {
		failed, err := runChunks(ctx, r.super, statements)
		r.failed = append(r.failed, failed...)
		return err
	}
	shares := make([][]rebuild.Statement, len(r.plain))
	of, next := map[pg.OID]int{0: 0}, 0
	for _, s := range statements {
		n, ok := of[s.Lane]
		if !ok {
			n = next
			of[s.Lane], next = n, (next+1)%len(shares)
		}
		shares[n] = append(shares[n], s)
	}
	var all sync.WaitGroup
	failed, errs := make([][]failure, len(shares)), make([]error, len(shares))
	for i, share := range shares {
		all.Go(func() { failed[i], errs[i] = runChunks(ctx, r.plain[i], share) })
	}
	all.Wait()
	r.failed = append(r.failed, slices.Concat(failed...)...)
	return errors.Join(errs...)
}

// runChunks runs statements in chunks, each one transaction, or one by one
// where that fails, and returns those that failed.
func runChunks(ctx context.Context, c *pgx.Conn, statements []rebuild.Statement) (failed []failure, err error) {
	for chunk := range slices.Chunk(statements, chunkStatements) {
		texts := make([]string, len(chunk))
		for i := range chunk {
			texts[i] = chunk[i].SQL
		}
		reason, err := exec(ctx, c, strings.Join(texts, "\n;\n"))
		switch {
		case err != nil:
			return nil, err
		case reason == "":
			continue
		case len(chunk) == 1:
			failed = append(failed, failure{statement: chunk[0], reason: reason})
			continue
		}
		for _, s := range chunk {
			reason, err := exec(ctx, c, s.SQL)
			if err != nil {
				return nil, err
			}
			if reason != "" {
				failed = append(failed, failure{statement: s, reason: reason})
			}
		}
	}
	return failed, nil
}

// exec returns why the server refused; err is for the end of a connection.
func exec(ctx context.Context, c *pgx.Conn, sql string) (reason string, err error) {
	_, err = c.PgConn().Exec(ctx, sql).ReadAll()
	var refused *pgconn.PgError
	if errors.As(err, &refused) && !c.IsClosed() && ctx.Err() == nil {
		return refused.Message, nil
	}
	if err != nil {
		return "", fmt.Errorf("%w in %.80q", err, sql)
	}
	return "", nil
}

func (r *schemaRun) conn(s rebuild.Statement) *pgx.Conn {
	if s.Superuser {
		return r.super
	}
	return r.plain[0]
}

// retry runs what failed until nothing more succeeds, with stand-ins only
// where nothing else helps.
func (r *schemaRun) retry(ctx context.Context) error {
	for progress := true; progress; {
		failed, err := r.again(ctx, r.failed)
		if err != nil {
			return err
		}
		progress = len(failed) < len(r.failed)
		r.failed = failed
		if !progress {
			if progress, err = r.standIn(ctx); err != nil {
				return err
			}
		}
	}
	provisional, err := r.again(ctx, r.provisional)
	if err != nil {
		return err
	}
	for _, f := range append(r.failed, provisional...) {
		r.miss(f, f.standIn)
	}
	r.failed, r.provisional = nil, nil
	return nil
}

// again runs what failed once more and returns what still fails.
func (r *schemaRun) again(ctx context.Context, failed []failure) (still []failure, err error) {
	for _, f := range failed {
		if f.reason, err = exec(ctx, r.conn(f.statement), f.statement.SQL); err != nil {
			return nil, err
		}
		if f.reason != "" {
			still = append(still, f)
		}
	}
	return still, nil
}

// standIn takes the first stand-in that succeeds, of the first statement that
// has one.
func (r *schemaRun) standIn(ctx context.Context) (bool, error) {
	for i, f := range r.failed {
		for _, a := range f.statement.Instead {
			reason, err := exec(ctx, r.conn(f.statement), a.SQL)
			if err != nil {
				return false, err
			}
			if reason != "" {
				continue
			}
			r.failed = append(r.failed[:i:i], r.failed[i+1:]...)
			if f.standIn = a.StandIn; a.Provisional {
				r.provisional = append(r.provisional, f)
			} else {
				r.miss(f, f.standIn)
			}
			return true, nil
		}
	}
	return false, nil
}

func (r *schemaRun) miss(f failure, standIn string) {
	m := rebuild.Missing{Object: f.statement.Object, Reason: f.reason, StandIn: standIn}
	if m.Object.Relation != 0 {
		m.Affects = append(m.Affects, m.Object.Relation)
	}
	r.missing = append(r.missing, m)
}
