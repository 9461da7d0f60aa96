package twin

import (
	"context"
	"errors"
	"fmt"
	"runtime"
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
	r, err := newSchemaRun(ctx, b.super, b.plain)
	if err != nil {
		return err
	}
	defer r.close(ctx)
	opt := rebuild.Options{Builder: Role, Reserved: []string{keeper, bootstrap}, Extensions: available, Refused: map[string]string{}, RefusedTablespaces: map[string]string{}}
	for {
		plan, err := rebuild.Script(b.cat, opt)
		if err != nil {
			return err
		}
		before := len(opt.Refused) + len(opt.RefusedTablespaces)
		if err := r.globals(ctx, plan, &opt); err != nil {
			return err
		}
		if len(opt.Refused)+len(opt.RefusedTablespaces) == before {
			missing, err := r.rest(ctx, plan)
			b.twin.Missing = append(b.twin.Missing, missing...)
			return err
		}
	}
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
	plain   []*pgx.Conn     // that share what may be done at the same time
	done    map[string]bool // statements of the first stage
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

// newSchemaRun connects once more for what can be done at the same time.
func newSchemaRun(ctx context.Context, super, plain *pgx.Conn) (*schemaRun, error) {
	r := &schemaRun{super: super, plain: []*pgx.Conn{plain}, done: map[string]bool{}}
	for range builders() - 1 {
		c, err := pgx.ConnectConfig(ctx, plain.Config())
		if err != nil {
			return nil, err
		}
		r.plain = append(r.plain, c)
	}
	return r, set(ctx, super, scriptSettings...)
}

// close closes the connections that are our own.
func (r *schemaRun) close(ctx context.Context) {
	for _, c := range r.plain[1:] {
		c.Close(context.WithoutCancel(ctx)) // the server's end closes what this does not
	}
}

// globals runs the first stage of a script, but for what was done before, and
// notes the extensions and tablespaces that the server refused, with its
// reasons: all that has to do with them then needs another script.
func (r *schemaRun) globals(ctx context.Context, plan *rebuild.Plan, opt *rebuild.Options) error {
	var todo []rebuild.Statement
	for _, s := range plan.Statements {
		if s.Stage == rebuild.Globals && !r.done[s.SQL] {
			todo = append(todo, s)
		}
	}
	r.missing = slices.Clone(plan.Missing)
	if err := r.stage(ctx, todo); err != nil {
		return err
	}
	failed := map[string]bool{}
	for _, m := range r.missing[len(plan.Missing):] {
		failed[m.Object.Kind+m.Object.Name.Name] = true
		switch m.Object.Kind {
		case "extension":
			opt.Refused[m.Object.Name.Name] = m.Reason
		case "tablespace":
			if _, again := opt.RefusedTablespaces[m.Object.Name.Name]; !again { // the grant on it fails as well
				opt.RefusedTablespaces[m.Object.Name.Name] = m.Reason
			}
		}
	}
	for _, s := range todo {
		if !failed[s.Object.Kind+s.Object.Name.Name] {
			r.done[s.SQL] = true
		}
	}
	return nil
}

// rest runs the other stages and returns what is missing then. What fails is
// tried again at the end of its stage, for it may have come too early; what
// fails for good is missing. The script's statements are somebody else's code
// but for those that super runs.
func (r *schemaRun) rest(ctx context.Context, plan *rebuild.Plan) ([]rebuild.Missing, error) {
	for _, c := range r.plain {
		if err := set(ctx, c, append(scriptSettings, "role = "+pg.QuoteLiteral(plan.Owner))...); err != nil {
			return nil, err
		}
	}
	for _, stage := range []rebuild.Stage{rebuild.Definitions, rebuild.Links, rebuild.Attributes} {
		var todo []rebuild.Statement
		for _, s := range plan.Statements {
			if s.Stage == stage {
				todo = append(todo, s)
			}
		}
		if err := r.stage(ctx, todo); err != nil {
			return nil, err
		}
	}
	return r.missing, errors.Join(run(ctx, r.super, "reset all"), run(ctx, r.plain[0], "reset role; reset all"))
}

func set(ctx context.Context, c *pgx.Conn, settings ...string) error {
	return run(ctx, c, "set "+strings.Join(settings, "; set "))
}

// scriptSettings are those under which the snapshot's expressions were
// printed, and must be read. A statement of somebody else's must come to an end.
var scriptSettings = []string{
	"search_path = ''", "datestyle = 'ISO, YMD'", "intervalstyle = 'postgres'", "timezone = 'UTC'",
	"standard_conforming_strings = on", "check_function_bodies = off", "client_min_messages = error",
	"default_tablespace = ''", "statement_timeout = '60s'",
}

// chunkStatements is how many statements go to the server at once, and succeed
// or fail together.
const chunkStatements = 100

// builders is how many connections share a batch.
func builders() int { return min(max(runtime.NumCPU(), 1), 4) }

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
