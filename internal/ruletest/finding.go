package ruletest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/advice"
)

// checkFinding holds every finding to the house's promises: evidence with its
// source, an impact in words, a fix, and an undo or the reason for none.
func checkFinding(t *testing.T, f advice.Finding) {
	t.Helper()
	complain := func(what string) { t.Errorf("finding %q %s", f.Title, what) }
	if f.Title == "" || f.Object.Kind == "" || f.Object.Name == "" {
		complain("lacks a title, or its object's kind or name")
	}
	if strings.HasSuffix(f.Title, ".") {
		complain("has a title that ends in a period")
	}
	if len(f.Evidence) == 0 {
		complain("has no evidence")
	}
	for _, e := range f.Evidence {
		if e.Name == "" || e.Source == "" || e.Value == nil {
			complain("has evidence without a name, value or source")
		}
	}
	if f.Impact.Summary == "" {
		complain("has no impact")
	}
	switch {
	case f.Fix == nil || f.Fix.Summary == "" || len(f.Fix.Steps) == 0:
		complain("has no fix")
	case len(f.Fix.Undo) == 0 && f.Fix.Caution == "":
		complain("can not be undone and does not say so in its caution")
	}
	if f.Fix != nil {
		for _, s := range append(f.Fix.Steps, f.Fix.Undo...) {
			if (s.SQL == "") == (s.Manual == "") {
				complain("has a step that is neither, or both, SQL and manual")
			}
		}
	}
}

// describe prints an outcome for a golden file.
func describe(out advice.Outcome, verbose bool) string {
	var b strings.Builder
	fs := append([]advice.Finding(nil), out.Findings...)
	advice.Rank(fs)
	for _, f := range fs {
		fmt.Fprintf(&b, "%s %s %s: %s\n", f.Severity, f.Object.Kind, f.Object, f.Title)
		if verbose {
			describeMore(&b, f)
		}
	}
	for _, u := range out.Unassessed {
		fmt.Fprintf(&b, "not assessable: %s", u.Why)
		if u.Grant != "" {
			fmt.Fprintf(&b, " (%s)", u.Grant)
		}
		b.WriteByte('\n')
	}
	if b.Len() == 0 {
		fmt.Fprintln(&b, out.State)
	}
	return b.String()
}

func describeMore(b *strings.Builder, f advice.Finding) {
	for _, e := range f.Evidence {
		fmt.Fprintf(b, "  %s = %v", e.Name, e.Value)
		if e.Unit != "" {
			b.WriteString(" " + e.Unit)
		}
		fmt.Fprintf(b, " (%s)\n", e.Source)
	}
	fmt.Fprintf(b, "  impact: %s\n", f.Impact.Summary)
	if f.Fix == nil {
		return
	}
	describeSteps(b, "fix", f.Fix.Steps)
	describeSteps(b, "undo", f.Fix.Undo)
	if f.Fix.Caution != "" {
		fmt.Fprintf(b, "  caution: %s\n", f.Fix.Caution)
	}
}

func describeSteps(b *strings.Builder, label string, steps []advice.Step) {
	for _, s := range steps {
		fmt.Fprintf(b, "  %s: %s%s", label, s.SQL, s.Manual)
		if s.Lock != 0 {
			fmt.Fprintf(b, "  -- %s on %s", s.Lock, s.On)
		}
		b.WriteByte('\n')
	}
}
