package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

// TrialJSON writes a trial as its published contract.
func TrialJSON(w io.Writer, t *advice.Trial) error {
	out := *t
	out.Do, out.Built, out.Statements = orEmpty(t.Do), orEmpty(t.Built), orEmpty(t.Statements)
	out.SetAside, out.Missing = orEmpty(t.SetAside), orEmpty(t.Missing)
	if out.Set == nil {
		out.Set = map[string]string{}
	}
	return writeJSON(w, &out)
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// TrialText writes a trial for people at a terminal: what was tried and what it
// makes, then the statements it changes, losers first and in red.
func TrialText(w io.Writer, t *advice.Trial, o TextOptions) error {
	if o.Width == 0 {
		o.Width = usualWidth
	}
	x := &trialWriter{palette: palette{o.Color}, verbose: o.Verbose, width: max(o.Width, narrowestWidth)}
	x.head(t)
	x.statements(t.Statements)
	x.tail(t)
	_, err := io.WriteString(w, x.out.String())
	return err
}

type trialWriter struct {
	palette
	verbose bool
	width   int
	out     strings.Builder
}

func (x *trialWriter) line(s string) { x.out.WriteString(strings.TrimRight(s, " ") + "\n") }

// text writes a paragraph, further lines indented like the first.
func (x *trialWriter) text(indent int, s string, paint func(string) string) {
	pad := strings.Repeat(" ", indent)
	for _, l := range wrap(Clean(s), x.width-indent, x.width-indent) {
		if paint != nil {
			l = paint(l)
		}
		x.line(pad + l)
	}
}

func (x *trialWriter) head(t *advice.Trial) {
	x.text(0, fmt.Sprintf("Tried on a twin of %s, PostgreSQL %s:", t.Target.Database, t.Target.ServerVersion), x.bold)
	for _, sql := range t.Do {
		x.text(2, sql, x.sql)
	}
	for _, name := range sortedKeys(t.Set) {
		x.text(2, "set "+name+" = "+t.Set[name], x.sql)
	}
	if len(t.Built) > 0 {
		x.line("")
		x.line(x.bold("In production it makes"))
	}
	for _, b := range t.Built {
		facts := []string{b.Object.Kind + " " + b.Object.String()}
		if b.Method != "" {
			facts = append(facts, b.Method)
		}
		if b.Bytes > 0 {
			facts = append(facts, advice.Size(b.Bytes), Count(int64(b.Tuples))+" tuples")
		}
		x.text(2, strings.Join(facts, ", "), nil)
		if b.Basis != "" {
			x.text(4, b.Basis, x.dim)
		}
	}
	x.line("")
}

func (x *trialWriter) tail(t *advice.Trial) {
	losers := 0
	for i := range t.Statements {
		if t.Statements[i].Loses() {
			losers++
		}
	}
	planned := len(t.Statements) + t.Unchanged
	x.text(0, fmt.Sprintf("%s planned: %d better, %d worse, %d as before; %d set aside.", plural(planned, "statement"), len(t.Statements)-losers, losers, t.Unchanged, len(t.SetAside)), x.bold)
	why := map[string]int{}
	for _, a := range t.SetAside {
		if strings.HasPrefix(a.Why, "there is no plan for ") {
			a.Why = "there is no plan for utility statements"
		}
		why[a.Why]++
	}
	for _, w := range sortedKeys(why) {
		x.text(2, fmt.Sprintf("set aside %d: %s", why[w], w), x.dim)
	}
	for _, m := range t.Missing {
		x.text(2, fmt.Sprintf("the twin lacks %s %s: %s", m.Object.Kind, m.Object, m.Why), x.dim)
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
