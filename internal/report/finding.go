package report

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
)

// finding is an advice.Finding as people read it.
type finding struct {
	Severity    string
	Rule        string
	Area        string // of the rule
	Title       string // names the object in any case
	Object      string
	Kind        string
	Cost        string // the impact in one figure, "" when not quantified
	Impact      string
	Evidence    []evidence
	Fix         *fix
	Proof       string
	Fingerprint string
}

type evidence struct {
	Name, Value, Source, Since string
}

type fix struct {
	Summary, Caution string
	Steps, Undo      []step
}

// step is one statement, or one act by hand; exactly one of SQL and Manual is
// set.
type step struct {
	SQL    string
	Manual string
	Lock   string // SHARE UPDATE EXCLUSIVE on public.orders
	Blocks string // what waits behind the lock
	Alone  bool   // must not run in a transaction block
}

const longestTitle, longestValue = 500, 1000

func newFinding(f advice.Finding) finding {
	area, _, _ := strings.Cut(f.Rule, "/")
	out := finding{
		Severity:    Clean(string(f.Severity)),
		Rule:        Clean(f.Rule),
		Area:        Clean(area),
		Title:       clip(Clean(f.Title), longestTitle),
		Object:      clip(Clean(f.Object.String()), longestTitle),
		Kind:        Clean(f.Object.Kind),
		Cost:        cost(f.Impact),
		Impact:      impact(f.Impact),
		Fix:         newFix(f.Fix),
		Proof:       proof(f.Proof),
		Fingerprint: Clean(f.Fingerprint),
	}
	if !strings.Contains(f.Title, f.Object.Name) {
		out.Title = out.Object + ": " + out.Title
	}
	for _, e := range f.Evidence {
		if e.Unit == e.Name { // rows: 120, not rows: 120 rows
			e.Unit = ""
		}
		x := evidence{Name: Clean(e.Name), Value: clip(value(e.Value, e.Unit), longestValue), Source: Clean(e.Source)}
		if e.Since != nil {
			x.Since = Moment(*e.Since)
		}
		out.Evidence = append(out.Evidence, x)
	}
	return out
}

// cost is the most pressing figure of an impact: a failure to come, then
// time, then space.
func cost(i advice.Impact) string {
	switch {
	case i.DaysUntilFailure > 0:
		return InDays(i.DaysUntilFailure)
	case i.MSPerDay > 0:
		return Duration(i.MSPerDay) + " a day"
	case i.Bytes > 0:
		return advice.Size(i.Bytes)
	}
	return ""
}

// impact is the summary, and the figures that neither it nor the cost names.
func impact(i advice.Impact) string {
	text, named := Clean(i.Summary), cost(i)
	var more []string
	for _, one := range []advice.Impact{{MSPerDay: i.MSPerDay}, {Bytes: i.Bytes}} {
		if c := cost(one); c != "" && c != named && !strings.Contains(text, c) {
			more = append(more, c)
		}
	}
	switch {
	case len(more) == 0:
		return text
	case text == "":
		return strings.Join(more, ", ")
	}
	return strings.TrimSuffix(text, ".") + " (" + strings.Join(more, ", ") + ")."
}

func newFix(f *advice.Fix) *fix {
	if f == nil {
		return nil
	}
	return &fix{Summary: Clean(f.Summary), Caution: Clean(f.Caution), Steps: newSteps(f.Steps), Undo: newSteps(f.Undo)}
}

func newSteps(steps []advice.Step) []step {
	var out []step
	for _, s := range steps {
		x := step{SQL: terminated(s.SQL), Manual: Clean(s.Manual), Alone: s.SQL != "" && !s.InTransaction}
		if s.Lock != pg.NoLock {
			x.Lock, x.Blocks = s.Lock.Prose(), blocks(s.Lock)
			if s.On != "" {
				x.Lock += " on " + Clean(s.On)
			}
		}
		out = append(out, x)
	}
	return out
}

// blocks says what waits behind a lock.
func blocks(m pg.LockMode) string {
	switch {
	case m.BlocksReads():
		return "blocks reads and writes"
	case m.BlocksWrites():
		return "blocks writes"
	}
	return "blocks neither reads nor writes"
}

// proof says what shows that the fix works.
func proof(p *advice.Proof) string {
	if p == nil {
		return ""
	}
	text := "by the " + Clean(p.Method)
	if p.Method == "measured" {
		text = "measured"
	}
	if p.Fails {
		text = "the fix does not help, " + text
	}
	if p.Before != nil || p.After != nil {
		text += ": " + clip(value(p.Before, ""), longestValue) + " → " + clip(value(p.After, ""), longestValue)
	}
	if p.Note != "" {
		text += "; " + clip(Clean(p.Note), longestValue)
	}
	return text
}
