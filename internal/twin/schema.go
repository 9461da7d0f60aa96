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

// rebuildSchema makes all that the snapshot's catalogs speak of. A test may
// change which extensions there are.
func (b *builder) rebuildSchema(ctx context.Context, change func(available map[string][]string)) error {
	available, err := availableExtensions(ctx, b.super)
	if err != nil {
		return err
	}
	if change != nil {
		change(available)
	}
	plan, err := rebuild.Script(b.cat, rebuild.Options{
		Builder: Role, Reserved: []string{keeper, bootstrap}, Extensions: available,
	})
	if err != nil {
		return err
	}
	b.roles = plan.Roles
	missing, err := runPlan(ctx, b.super, b.plain, plan)
	b.twin.Missing = append(b.twin.Missing, missing...)
	return err
}

// availableExtensions are the extensions that the server can install, with
// their versions.
func availableExtensions(ctx context.Context, c *pgx.Conn) (map[string][]string, error) {
	rows, err := c.Query(ctx, query("extensions.sql"))
	if err != nil {
		return nil, err
	}
	available := map[string][]string{}
	var name, version string
	_, err = pgx.ForEachRow(rows, []any{&name, &version}, func() error {
		available[name] = append(available[name], version)
		return nil
	})
	return available, err
}

// schemaRun is a script being run.
type schemaRun struct {
	super   *pgx.Conn
	plain   []*pgx.Conn // that share what may be done at the same time
	failed  []failure
	missing []rebuild.Missing

	provisional []failure // that have a stand-in which they may yet replace
}

// failure is a statement that the server refused, and why.
type failure struct {
	statement rebuild.Statement
	reason    string
	standIn   string // what there is in its place
}

// runPlan runs a script and returns what is missing then. What fails is tried
// again at the end of its stage, for it may have come too early; what fails for
// good is missing. The script's statements are somebody else's code but for
// those that super runs.
func runPlan(ctx context.Context, super, plain *pgx.Conn, plan *rebuild.Plan) ([]rebuild.Missing, error) {
	r := &schemaRun{super: super, plain: []*pgx.Conn{plain}, missing: plan.Missing}
	for range parallelBuilders - 1 {
		c, err := pgx.ConnectConfig(ctx, plain.Config())
		if err != nil {
			return nil, err
		}
		defer c.Close(context.WithoutCancel(ctx))
		r.plain = append(r.plain, c)
	}
	if err := r.set(ctx, super, scriptSettings...); err != nil {
		return nil, err
	}
	for left := plan.Statements; len(left) > 0; {
		n := 1
		for n < len(left) && left[n].Stage == left[0].Stage {
			n++
		}
		if left[0].Stage == rebuild.Definitions { // its roles are there now
			for _, c := range r.plain {
				if err := r.set(ctx, c, append(scriptSettings, "role = "+pg.QuoteLiteral(plan.Owner))...); err != nil {
					return nil, err
				}
			}
		}
		if err := r.stage(ctx, left[:n]); err != nil {
			return nil, err
		}
		left = left[n:]
	}
	return r.missing, errors.Join(run(ctx, super, "reset all"), run(ctx, plain, "reset role; reset all"))
}

func (r *schemaRun) set(ctx context.Context, c *pgx.Conn, settings ...string) error {
	return run(ctx, c, "set "+strings.Join(settings, "; set "))
}

// scriptSettings are those under which the snapshot's expressions were
// printed, and must be read. A statement of somebody else's must come to an end.
var scriptSettings = []string{
	"search_path = ''", "datestyle = 'ISO, YMD'", "intervalstyle = 'postgres'", "timezone = 'UTC'",
	"standard_conforming_strings = on", "check_function_bodies = off", "client_min_messages = error",
	"default_tablespace = ''", "statement_timeout = '60s'",
}

const (
	// chunkStatements is how many statements go to the server at once, and
	// succeed or fail together.
	chunkStatements = 100
	// parallelBuilders is how many connections share a batch.
	parallelBuilders = 2
)

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
