package twin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

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
	super, plain *pgx.Conn
	failed       []failure
	missing      []rebuild.Missing
}

// failure is a statement that the server refused, and why.
type failure struct {
	statement rebuild.Statement
	reason    string
}

// runPlan runs a script and returns what is missing then. What fails is tried
// again at the end of its stage, for it may have come too early; what fails for
// good is missing. The script's statements are somebody else's code but for
// those that super runs.
func runPlan(ctx context.Context, super, plain *pgx.Conn, plan *rebuild.Plan) ([]rebuild.Missing, error) {
	r := &schemaRun{super: super, plain: plain, missing: plan.Missing}
	for _, c := range []*pgx.Conn{super, plain} {
		if err := run(ctx, c, "set "+strings.Join(scriptSettings, "; set ")); err != nil {
			return nil, err
		}
	}
	for left := plan.Statements; len(left) > 0; {
		n := 1
		for n < len(left) && left[n].Stage == left[0].Stage {
			n++
		}
		if err := r.stage(ctx, left[:n]); err != nil {
			return nil, err
		}
		left = left[n:]
	}
	return r.missing, errors.Join(run(ctx, super, "reset all"), run(ctx, plain, "reset all"))
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

func (r *schemaRun) stage(ctx context.Context, statements []rebuild.Statement) error {
	r.failed = nil
	for len(statements) > 0 {
		n := 1
		for n < min(len(statements), chunkStatements) && together(statements[n], statements[0]) {
			n++
		}
		if err := r.chunk(ctx, statements[:n]); err != nil {
			return err
		}
		statements = statements[n:]
	}
	return r.retry(ctx)
}

func together(a, b rebuild.Statement) bool { return a.Superuser == b.Superuser && !a.Alone && !b.Alone }

// chunk runs statements as one transaction, or else one by one.
func (r *schemaRun) chunk(ctx context.Context, statements []rebuild.Statement) error {
	if len(statements) > 1 {
		texts := make([]string, len(statements))
		for i := range statements {
			texts[i] = statements[i].SQL
		}
		if reason, err := r.exec(ctx, statements[0].Superuser, strings.Join(texts, "\n;\n")); err != nil || reason == "" {
			return err
		}
	}
	for _, s := range statements {
		reason, err := r.exec(ctx, s.Superuser, s.SQL)
		if err != nil {
			return err
		}
		if reason != "" {
			r.failed = append(r.failed, failure{s, reason})
		}
	}
	return nil
}

// exec returns why the server refused; err is for the end of a connection.
func (r *schemaRun) exec(ctx context.Context, superuser bool, sql string) (reason string, err error) {
	c := r.plain
	if superuser {
		c = r.super
	}
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

// retry runs what failed until nothing more succeeds, with stand-ins only
// where nothing else helps.
func (r *schemaRun) retry(ctx context.Context) error {
	for progress := true; progress; {
		progress = false
		failed := r.failed
		r.failed = nil
		for _, f := range failed {
			reason, err := r.exec(ctx, f.statement.Superuser, f.statement.SQL)
			if err != nil {
				return err
			}
			if reason == "" {
				progress = true
				continue
			}
			r.failed = append(r.failed, failure{f.statement, reason})
		}
		if !progress {
			var err error
			if progress, err = r.standIn(ctx); err != nil {
				return err
			}
		}
	}
	for _, f := range r.failed {
		r.miss(f, "")
	}
	return nil
}

// standIn takes the first stand-in that succeeds, of the first statement that
// has one.
func (r *schemaRun) standIn(ctx context.Context) (bool, error) {
	for i, f := range r.failed {
		for _, a := range f.statement.Instead {
			reason, err := r.exec(ctx, f.statement.Superuser, a.SQL)
			if err != nil {
				return false, err
			}
			if reason == "" {
				r.miss(f, a.StandIn)
				r.failed = append(r.failed[:i:i], r.failed[i+1:]...)
				return true, nil
			}
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
