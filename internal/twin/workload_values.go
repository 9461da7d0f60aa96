package twin

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// valueSets are the sets that are drawn, the one to which most rows fit first.
var valueSets = []string{"common", "typical", "rare"}

// values draws the sets of values of a query. One that the server does not take
// is left out, and of equal ones only the first is kept.
func (w *workload) values(ctx context.Context, q *Query, plan nodes) ([]Values, error) {
	if len(q.Types) == 0 {
		return nil, nil
	}
	tree, err := sqlparse.Parse(q.SQL)
	if err != nil { // the server's grammar took it; without a tree there is nothing to draw for
		return nil, nil
	}
	d := drawing{w: w, compared: w.compared(q.SQL, plan), counts: counted(tree), words: wordsFor(tree)}
	var out []Values
	for i, name := range valueSets {
		v := Values{Name: name}
		drawn, whole := false, true
		for n, typ := range q.Types {
			literal, from := d.literal(n+1, typ, i)
			v.Literals = append(v.Literals, literal)
			drawn = drawn || from == fromStatistics || from == fromCount
			whole = whole && from != fromNowhere
		}
		if !drawn || !whole || slices.ContainsFunc(out, func(o Values) bool { return slices.Equal(o.Literals, v.Literals) }) {
			continue
		}
		v.SQL = sqlparse.ReplaceParams(q.SQL, func(n int) string {
			if n < 1 || n > len(v.Literals) {
				return "null"
			}
			return v.Literals[n-1]
		})
		switch err := w.takes(ctx, v); {
		case err == nil:
			out = append(out, v)
		case !isServer(err) || ctx.Err() != nil:
			return nil, err
		}
	}
	return out, nil
}

// takes says whether the server takes a query with values, which it plans: a
// value that was assumed may be one that a function refuses. The text was proved
// to be one statement that can be planned; by this protocol it cannot be two.
func (w *workload) takes(ctx context.Context, v Values) error {
	return w.conn.PgConn().ExecParams(ctx, "explain "+v.SQL, nil, nil, nil, nil).Read().Err
}

// drawing draws values for the parameters of one statement.
type drawing struct {
	w        *workload
	compared map[int][]comparison
	counts   map[int]string // parameters of LIMIT and OFFSET, with their values
	words    map[int]string // parameters that are words, with those
}

// source is where a value comes from.
type source int

const (
	fromNowhere source = iota // it is compared, and nothing is known
	fromType                  // it is not compared: any value of its type will do
	fromCount
	fromStatistics
)

// literal is the value of a parameter in a set, as SQL.
func (d *drawing) literal(n int, typ string, set int) (string, source) {
	if count, ok := d.counts[n]; ok {
		return pg.QuoteLiteral(count) + "::" + typ, fromCount
	}
	for _, c := range d.compared[n] {
		if text, ok := d.draw(c, typ, set); ok && !pg.HasStray(text) {
			return pg.QuoteLiteral(strings.ToValidUTF8(text, "\uFFFD")) + "::" + typ, fromStatistics
		}
	}
	from := fromType
	text, ok := plainValueOf(typ, d.w.twin.snap.CollectedAt)
	switch {
	case d.words[n] != "" && typ == "text":
		text = d.words[n]
	case !ok && len(d.compared[n]) > 0:
		return "null::" + typ, fromNowhere
	case !ok:
		return "null::" + typ, from
	}
	return pg.QuoteLiteral(text) + "::" + typ, from
}

// plainValueOf is a value of a type that does no harm where it lands.
func plainValueOf(typ string, now time.Time) (string, bool) {
	switch typ {
	case "smallint", "integer", "bigint", "numeric", "real", "double precision", "oid":
		return "1", true
	case "text", "character varying", "bpchar", "name":
		return "x", true
	case "boolean":
		return "true", true
	case "date":
		return now.UTC().Format(time.DateOnly), true
	case "timestamp without time zone", "timestamp with time zone":
		return now.UTC().Format("2006-01-02 15:04:05+00"), true
	case "interval":
		return "1 day", true
	case "json", "jsonb":
		return "{}", true
	}
	if strings.HasSuffix(typ, "[]") {
		return "{}", true
	}
	return "", false
}

// counted are the parameters of LIMIT and OFFSET: a page of ten, the first.
func counted(tree *sqlparse.Tree) map[int]string {
	out := map[int]string{}
	sqlparse.Walk(tree, func(n sqlparse.Node) bool {
		if s, ok := n.(*sqlparse.SelectStmt); ok {
			for _, part := range []struct {
				box   *sqlparse.AnyNode
				value string
			}{{s.LimitCount, "10"}, {s.LimitOffset, "0"}} {
				_, params := operands(sqlparse.Unbox(part.box))
				for _, p := range params {
					out[p] = part.value
				}
			}
		}
		return true
	})
	return out
}

// wordsFor are values of parameters where not any text is one: the part of a time
// that date_trunc and its like are asked for, and the escape character of LIKE.
func wordsFor(tree *sqlparse.Tree) map[int]string {
	out := map[int]string{}
	sqlparse.Walk(tree, func(n sqlparse.Node) bool {
		f, ok := n.(*sqlparse.FuncCall)
		if !ok {
			return true
		}
		at, word := 0, "day"
		switch funcName(f) {
		case "like_escape":
			at, word = 1, "!"
		case "date_trunc", "date_part", "extract":
		default:
			return true
		}
		if at < len(f.Args) {
			_, params := operands(sqlparse.Unbox(f.Args[at]))
			for _, p := range params {
				out[p] = word
			}
		}
		return true
	})
	return out
}

// funcName is the function's name without its schema; "" where it has no
// arguments.
func funcName(f *sqlparse.FuncCall) string {
	if len(f.Args) == 0 || len(f.Funcname) == 0 {
		return ""
	}
	name, ok := sqlparse.Unbox(f.Funcname[len(f.Funcname)-1]).(*sqlparse.String)
	if !ok {
		return ""
	}
	return name.Sval
}
