package report

import (
	"fmt"
	"io"
	"math"
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

// fewStatements is how many losers are shown, and as many others, unless all are
// asked for.
const fewStatements = 10

func (x *trialWriter) statements(list []advice.Tried) {
	shown, more := map[bool]int{}, 0
	for i := range list {
		s := &list[i]
		if shown[s.Loses()]++; shown[s.Loses()] > fewStatements && !x.verbose {
			more++
			continue
		}
		x.statement(s)
	}
	if more > 0 {
		x.line("… " + plural(more, "statement") + " more (-v shows all)")
		x.line("")
	}
}

func (x *trialWriter) statement(s *advice.Tried) {
	paint, word := func(l string) string { return x.severity(l, "low") }, "better"
	if s.Loses() {
		paint, word = func(l string) string { return x.severity(l, "high") }, "worse"
	}
	if s.Error != "" {
		x.text(0, "fails: "+Clean(s.Error), paint)
	} else {
		facts := fmt.Sprintf("%s: cost %s → %s", word, Number(s.CostBefore), Number(s.CostAfter))
		if ratio := s.CostAfter / max(s.CostBefore, 1e-9); ratio > 0 {
			facts += ", " + times(ratio)
		}
		if s.Calls > 0 {
			facts += fmt.Sprintf("; %s calls, %s in all", Count(s.Calls), Duration(s.TotalMS))
		}
		if !s.PlanChanged {
			facts += "; the plan stays as it is"
		}
		x.text(0, facts, paint)
	}
	query := strings.Join(strings.Fields(s.Query), " ")
	if !x.verbose {
		query = clip(query, 2*x.width)
	}
	x.text(8, query, x.sql)
	if len(s.DependsOn) > 0 {
		x.text(8, "not to be trusted here: the twin lacks "+strings.Join(s.DependsOn, ", "), x.dim)
	}
	if s.PlanChanged || x.verbose {
		x.plan("before", s.PlanBefore)
		x.plan("after", s.PlanAfter)
	}
	x.line("")
}

func (x *trialWriter) plan(when, plan string) {
	if plan == "" {
		return
	}
	lines := strings.Split(strings.TrimRight(cleanBlock(plan), "\n"), "\n")
	const most = 6
	more := ""
	if !x.verbose && len(lines) > most {
		more = fmt.Sprintf("        … %s more (-v shows all)", plural(len(lines)-most, "node"))
		lines = lines[:most]
	}
	for i, l := range lines {
		mark := strings.Repeat(" ", 8)
		if i == 0 {
			mark = fmt.Sprintf("%-8s", when)
		}
		x.line("        " + x.dim(mark) + l)
	}
	if more != "" {
		x.line("        " + more)
	}
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

// times says a ratio of costs: 12 times cheaper, 1.3 times dearer.
func times(ratio float64) string {
	switch {
	case ratio == 1:
		return "the same"
	case ratio <= 0.5:
		return Number(1/ratio) + " times cheaper"
	case ratio < 1:
		return percent(1-ratio) + " cheaper"
	case ratio < 2:
		return percent(ratio-1) + " dearer"
	}
	return Number(ratio) + " times dearer"
}

// percent says a small share too: 12 %, 0.3 %.
func percent(share float64) string {
	if share < 0.001 {
		return "under 0.1 %"
	}
	return Number(math.Round(1000*share)/10) + " %"
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
