package twin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// Query is one statement of the workload as the twin plans it.
type Query struct {
	// Statement has its counters in production: those of all entries that have
	// this text, of several users or as part of functions too, added up.
	Statement *snapshot.Statement
	// SQL is what Explain takes: the text with its parameters repaired, numbered
	// from 1 without gaps, and cast where the server cannot tell their types.
	SQL string
	// Types are those of the parameters, as SQL.
	Types []string
	// Settings belong into every Explain of this query: the role that runs it in
	// production, or the settings of that role. They may be nil.
	Settings map[string]string
	// Values are sets of values for the parameters, drawn from the statistics of
	// the columns that they are compared with. There are none where nothing is
	// compared, and where nothing is known of the columns.
	Values []Values
	// Shortened says that of a list only its first element is left, as 18 has it.
	Shortened bool
}

// Values is a value for each parameter of a query.
type Values struct {
	Name     string   // common: many rows fit; typical; rare: few do
	Literals []string // as SQL, with their types
	SQL      string   // the query with them, for Explain
}

// SetAside is a statement that is not planned, and why.
type SetAside struct {
	Statement *snapshot.Statement
	Why       string // one clause
}

// collected is how many characters of a statement a snapshot keeps.
const collected = 10240

// Workload prepares the statements of the snapshot's pg_stat_statements,
// heaviest total time first. Nothing is executed. The error is for a twin that
// does not answer: what is wrong with a statement sets it aside.
func (t *Twin) Workload(ctx context.Context) (queries []Query, aside []SetAside, err error) {
	conn, err := t.session(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("prepare the workload: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	w := newWorkload(t, conn)
	for _, s := range merged(t.snap.Statements) {
		if why := unplannable(s); why != "" {
			aside = append(aside, SetAside{s, why})
			continue
		}
		q, why, err := w.query(ctx, s)
		switch {
		case err != nil:
			return nil, nil, fmt.Errorf("prepare the workload: %w", err)
		case why != "":
			aside = append(aside, SetAside{s, why})
		default:
			queries = append(queries, *q)
		}
	}
	return queries, aside, nil
}

// unplannable says of a statement that cannot be planned why, by its text alone.
func unplannable(s *snapshot.Statement) string {
	text, _ := sqlparse.Denormalize(s.Query)
	switch kind := sqlparse.Kind(text); {
	case s.Hidden:
		return "its text is hidden from the role that collected"
	case strings.TrimSpace(s.Query) == "":
		return "its text is lost"
	case utf8.RuneCountInString(s.Query) >= collected:
		return fmt.Sprintf("its text is cut off after %d characters", collected)
	case strings.HasPrefix(s.Query, "<unparseable statement"):
		return "its text is not kept, for where its constants are cannot be told"
	case kind == "":
		return "its text is no statement"
	case !slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"}, kind):
		return "there is no plan for " + kind
	}
	return ""
}

// query finds the settings under which a statement can be planned. The first
// error is the one to tell.
func (w *workload) query(ctx context.Context, s *snapshot.Statement) (q *Query, why string, err error) {
	for _, settings := range w.settingsFor(s) {
		q, err = w.plan(ctx, s, settings)
		if err == nil {
			return q, "", nil
		}
		said, broken := ofStatement(ctx, err)
		if broken {
			return nil, "", err
		}
		why = cmp.Or(why, said)
	}
	return nil, why, nil
}

// ofStatement is what an error says of a statement; otherwise something broke.
func ofStatement(ctx context.Context, err error) (why string, broken bool) {
	var server *pgconn.PgError
	var own *asideError
	switch {
	case ctx.Err() != nil:
		return "", true
	case errors.As(err, &own):
		return own.why, false
	case errors.As(err, &server) && !strings.HasPrefix(server.Code, "57P") && !strings.HasPrefix(server.Code, "08"):
		return strings.Join(strings.Fields(server.Message), " "), false
	}
	var scan *sqlparse.ScanError
	if errors.As(err, &scan) {
		return err.Error(), false
	}
	return "", true
}

// asideError sets a statement aside for a reason of ours.
type asideError struct{ why string }

func (e *asideError) Error() string { return e.why }

// settingsFor are those under which to try: as the role itself, which decides
// what policies apply; with its settings, where the role here cannot read what
// it owns the whole of there (a superuser); and without.
func (w *workload) settingsFor(s *snapshot.Statement) []map[string]string {
	i := slices.IndexFunc(w.twin.snap.Roles, func(r snapshot.Role) bool { return r.Name == s.UserName })
	if i < 0 || s.UserName == "" {
		return []map[string]string{nil}
	}
	var out []map[string]string
	if !w.twin.snap.Roles[i].Superuser {
		out = append(out, map[string]string{"role": s.UserName})
	}
	own := map[string]string{}
	for _, database := range []string{"", w.twin.snap.Server.Database} {
		for name, value := range w.twin.roleSettings[[2]string{database, s.UserName}] {
			own[name] = value
		}
	}
	if len(own) > 0 {
		out = append(out, own)
	}
	return append(out, nil)
}
