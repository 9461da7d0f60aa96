package twin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// workload prepares statements on a connection of its own.
type workload struct {
	twin     *Twin
	conn     *pgx.Conn
	cat      *snapshot.Catalog
	set      bool // settings are those of the connection
	settings map[string]string
	tries    int // left for the statement at hand

	relations map[pg.Name]*snapshot.Relation
	byName    map[string][]*snapshot.Relation
}

func newWorkload(t *Twin, conn *pgx.Conn) *workload {
	w := &workload{twin: t, conn: conn, cat: snapshot.NewCatalog(t.snap), relations: map[pg.Name]*snapshot.Relation{}, byName: map[string][]*snapshot.Relation{}}
	for i := range t.snap.Relations {
		if r := &t.snap.Relations[i]; len(r.Columns) > 0 {
			w.relations[r.PG()] = r
			w.byName[r.Name] = append(w.byName[r.Name], r)
		}
	}
	return w
}

// guesses are the types that a constant may have had, likeliest first.
var guesses = []string{"int4", "text", "numeric", "timestamptz", "interval", "date", "float8", "bool", "jsonb", "text[]", "int4[]"}

// maxTries bounds how often the server is asked about one statement.
const maxTries = 200

// typed gives types to the parameters whose types the server cannot tell. It
// returns the text with casts, and all types' OIDs; or what the server said of
// the text as it was.
func (w *workload) typed(ctx context.Context, sql string) (string, []pg.OID, error) {
	w.tries = maxTries
	types, oids, err := w.solve(ctx, sql, map[int]string{})
	if err != nil {
		return "", nil, err
	}
	text, _ := withCasts(sql, types)
	return text, oids, nil
}

// solve types, one by one, the parameter nearest to the place of the error.
func (w *workload) solve(ctx context.Context, sql string, types map[int]string) (map[int]string, []pg.OID, error) {
	oids, at, first := w.parse(ctx, sql, types)
	if first == nil || !aboutTypes(first) {
		return types, oids, first
	}
	for _, p := range nearest(sql, at) {
		if p == 0 || types[p] != "" {
			continue
		}
		var further []map[int]string // where the next error is another parameter's
		var other error              // that no type would mend
		for _, guess := range guesses {
			with := maps.Clone(types)
			with[p] = guess
			oids, next, err := w.parse(ctx, sql, with)
			switch {
			case err == nil:
				return with, oids, nil
			case w.tries <= 0 || !isServer(err):
				return nil, nil, err
			case !aboutTypes(err):
				other = cmp.Or(other, err)
			case nearest(sql, next)[0] != p:
				further = append(further, with)
			}
		}
		for _, with := range further {
			found, oids, err := w.solve(ctx, sql, with)
			if err == nil {
				return found, oids, nil
			}
			if !aboutTypes(err) {
				other = cmp.Or(other, err)
			}
			if w.tries <= 0 {
				return nil, nil, first
			}
		}
		if other != nil {
			return nil, nil, other
		}
	}
	return nil, nil, first
}

// parse has the server analyze the text. It returns the types of the parameters,
// or the place of the error in the text without casts.
func (w *workload) parse(ctx context.Context, sql string, types map[int]string) (oids []pg.OID, at int, err error) {
	if w.tries--; w.tries < 0 {
		return nil, 0, &asideError{"the types of its parameters were not found"}
	}
	text, casts := withCasts(sql, types)
	d, err := w.conn.Prepare(ctx, "", text)
	if err != nil {
		var server *pgconn.PgError
		if errors.As(err, &server) {
			at = casts.back(byteOf(text, int(server.Position)))
			var n int
			if _, err := fmt.Sscanf(server.Message, "could not determine data type of parameter $%d", &n); err == nil {
				at = placeOf(sql, n)
			}
		}
		return nil, at, err
	}
	for _, oid := range d.ParamOIDs {
		oids = append(oids, pg.OID(oid))
	}
	return oids, 0, nil
}

func isServer(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server)
}

// aboutTypes reports whether other types of parameters may help: undetermined,
// ambiguous, undefined, mismatched, not coercible, not as the text of a type.
func aboutTypes(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && slices.Contains([]string{"42P18", "42P08", "42725", "42883", "42804", "42846", "42P38", "22P02", "22007", "42809"}, server.Code)
}

// casts are the places of a text at which something was added, with its length.
type casts []struct{ at, added int }

// back turns a place in the text with casts into one in that without.
func (c casts) back(at int) int {
	for i := len(c) - 1; i >= 0; i-- {
		if at >= c[i].at {
			at -= min(c[i].added, at-c[i].at)
		}
	}
	return at
}

func withCasts(sql string, types map[int]string) (string, casts) {
	var b strings.Builder
	var added casts
	end := 0
	for _, p := range sqlparse.Placeholders(sql) {
		b.WriteString(sql[end:p.Start])
		name, typ := sql[p.Start:p.End], types[p.Number]
		if end = p.End; typ != "" {
			added = append(added, struct{ at, added int }{b.Len(), len(typ) + len("(::)")})
			name = "(" + name + "::" + typ + ")"
		}
		b.WriteString(name)
	}
	return b.String() + sql[end:], added
}

// byteOf turns a place in characters, from 1, into one in bytes, from 0.
func byteOf(text string, position int) int {
	for i := range text {
		if position--; position <= 0 {
			return i
		}
	}
	return len(text)
}

func placeOf(sql string, number int) int {
	for _, p := range sqlparse.Placeholders(sql) {
		if p.Number == number {
			return p.Start
		}
	}
	return 0
}

// nearest are the numbers of the parameters nearest to a place, at least one and
// at most four; 0 stands for none.
func nearest(sql string, at int) []int {
	all := sqlparse.Placeholders(sql)
	slices.SortStableFunc(all, func(a, b sqlparse.Placeholder) int { return distance(a, at) - distance(b, at) })
	var out []int
	for _, p := range all {
		if len(out) < 4 && !slices.Contains(out, p.Number) {
			out = append(out, p.Number)
		}
	}
	if len(out) == 0 {
		return []int{0}
	}
	return out
}

func distance(p sqlparse.Placeholder, at int) int {
	if at < p.Start {
		return p.Start - at
	}
	return at - p.Start
}
