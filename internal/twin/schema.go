package twin

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

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
			b.twin.roles = plan.Roles
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
		if err := set(ctx, c, append(slices.Clone(scriptSettings), "role = "+pg.QuoteLiteral(plan.Owner))...); err != nil {
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

// builders is how many connections share a batch.
func builders() int { return min(max(runtime.NumCPU(), 1), 4) }
