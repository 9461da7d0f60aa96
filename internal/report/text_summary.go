package report

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/pgadept/pgadept/internal/advice"
)

func (t *textWriter) summary() {
	t.line("")
	t.line(lipgloss.Wrap(t.counts(), t.width, ""))
	t.first()
	t.couldNotCheck()
	t.notes()
	t.line("")
	t.plain(t.Coverage())
	if !t.verbose && len(t.Findings) > 0 {
		t.plain("Evidence, fixes and undo: -v. What a rule means: pgadept rules RULE.")
	}
}

// counts is the number of findings of each severity, in its colour.
func (t *textWriter) counts() string {
	if len(t.Findings) == 0 {
		return t.bold(t.Headline())
	}
	var parts []string
	for _, c := range t.Severity {
		if c.N > 0 {
			parts = append(parts, t.severity(Count(int64(c.N))+" "+c.Name, c.Name))
		}
	}
	return t.bold(plural(len(t.Findings), "finding")) + ": " + strings.Join(parts, ", ")
}

func (t *textWriter) first() {
	if len(t.First) == 0 {
		return
	}
	t.line("")
	t.line(t.bold(t.FirstHeading()))
	for i, f := range t.First {
		room := t.width - 5
		for j, l := range wrap(f.Title, room, room) {
			lead := spaces(5)
			if j == 0 {
				lead = fmt.Sprintf("  %d. ", i+1)
			}
			t.line(lead + t.severity(l, f.Severity))
		}
		s, ok := f.firstStep()
		lines, paint := wrapSQL(s.SQL, room), t.sql
		switch {
		case !ok:
			lines, paint = []string{"how: pgadept rules " + f.Rule}, t.dim
		case s.Manual != "":
			lines, paint = wrap(s.Manual, room, room), func(s string) string { return s }
		}
		for _, l := range lines {
			t.line(spaces(5) + paint(l))
		}
		if ok && len(f.Fix.Steps) > 1 {
			t.line(spaces(5) + t.dim(t.ofSeveral(len(f.Fix.Steps))))
		}
	}
}

// ofSeveral says that a fix does not end with its first step.
func (t *textWriter) ofSeveral(steps int) string {
	rest := "-v"
	if t.verbose {
		rest = "see above"
	}
	return fmt.Sprintf("(step 1 of %d; the rest: %s)", steps, rest)
}

func (t *textWriter) couldNotCheck() {
	if len(t.Unseen) == 0 {
		return
	}
	t.line("")
	t.line(t.bold("Could not be checked"))
	for _, u := range t.Unseen {
		indent := 2
		if u.Grant != "" {
			for _, l := range wrapSQL(u.Grant, t.width-2) {
				t.line("  " + t.sql(l))
			}
			indent = 4
		}
		lines := u.Lines()
		if n := len(u.Rules); n > 0 {
			lines[len(lines)-1] += " (" + u.Waiting(3) + ")"
		}
		for _, what := range lines {
			for i, l := range wrap(what, t.width-indent, t.width-indent-2) {
				t.line(spaces(indent+2*min(i, 1)) + l)
			}
		}
	}
}

func (t *textWriter) notes() {
	if len(t.Notes) == 0 {
		return
	}
	t.line("")
	t.line(t.bold("Notes"))
	for _, n := range t.Notes {
		for i, l := range wrap(n, t.width-2, t.width-4) {
			t.line(spaces(2+2*min(i, 1)) + l)
		}
	}
}

func (t *textWriter) plain(text string) {
	for _, l := range wrap(text, t.width, t.width) {
		t.line(l)
	}
}

// Headline is the result in one sentence. It never calls clean what was not
// assessed.
func (v *view) Headline() string {
	blind := v.States[advice.NotAssessable]
	judged := len(v.Rules) - blind - v.States[advice.NotApplicable]
	switch {
	case len(v.Findings) > 0:
		return plural(len(v.Findings), "finding")
	case judged == 0:
		return "Nothing could be assessed"
	case blind > 0:
		return fmt.Sprintf("Nothing found by the %s that could judge; %s could not be assessed", plural(judged, "rule"), plural(blind, "rule"))
	}
	return fmt.Sprintf("Nothing found by %s", plural(judged, "rule"))
}

// FirstHeading stands over the findings to begin with.
func (v *view) FirstHeading() string {
	switch len(v.First) {
	case 1:
		return "The one thing to do"
	case 2:
		return "The two things to do first"
	}
	return "The three things to do first"
}

// Coverage says how far the check-up reached.
func (v *view) Coverage() string {
	parts := []string{plural(v.States[advice.Clean], "rule") + " clean"}
	if n := v.States[advice.NotAssessable]; n > 0 {
		parts = append(parts, Count(int64(n))+" not assessable")
	}
	if n := v.States[advice.NotApplicable]; n > 0 {
		parts = append(parts, Count(int64(n))+" not for this version")
	}
	if n := len(v.Ignored); n > 0 {
		parts = append(parts, plural(n, "finding")+" ignored by configuration")
	}
	return strings.Join(parts, ", ") + "."
}

// firstStep is what to begin a finding's fix with.
func (f finding) firstStep() (step, bool) {
	if f.Fix == nil || len(f.Fix.Steps) == 0 {
		return step{}, false
	}
	return f.Fix.Steps[0], true
}

// Waiting names the rules that could not judge, n of them by name.
func (u unseen) Waiting(n int) string {
	if len(u.Rules) <= n {
		return strings.Join(u.Rules, ", ")
	}
	return plural(len(u.Rules), "rule") + ": " + strings.Join(u.Rules[:n], ", ") + " …"
}
