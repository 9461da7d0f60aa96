package ruletest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pgtest"
)

// headings are what every page has, in this order.
var headings = []string{
	"What it finds", "Why it matters", "Example", "Instead", "The fix", "When to leave it", "Sources",
}

// page is a rule's manual page, taken apart.
type page struct {
	bad, good string
	fix       string // optional: what a person does where the fix has manual steps
}

func parsePage(text string) (*page, error) {
	if err := checkHeadings(text); err != nil {
		return nil, err
	}
	p := &page{}
	for name, dst := range map[string]*string{"sql bad": &p.bad, "sql good": &p.good, "sql fix": &p.fix} {
		block, n := fence(text, name)
		if n == 0 && name != "sql fix" || n > 1 {
			return nil, fmt.Errorf("page has %d blocks ```%s, want one", n, name)
		}
		*dst = block
	}
	return p, nil
}

func checkHeadings(text string) error {
	if !strings.HasPrefix(text, "# ") {
		return fmt.Errorf("page does not begin with # and a title")
	}
	var got []string
	for line := range strings.SplitSeq(text, "\n") {
		if h, ok := strings.CutPrefix(line, "## "); ok {
			got = append(got, strings.TrimSpace(h))
		}
	}
	if strings.Join(got, "|") != strings.Join(headings, "|") {
		return fmt.Errorf("page has headings %q, want %q", got, headings)
	}
	if strings.Contains(text, "TODO") {
		return fmt.Errorf("page has a TODO")
	}
	return nil
}

// fence returns the code block with that info string and how many there are.
func fence(text, info string) (string, int) {
	var b strings.Builder
	n, in := 0, false
	for line := range strings.SplitSeq(text, "\n") {
		switch {
		case !in && strings.TrimSpace(line) == "```"+info:
			in = true
			n++
		case in && strings.TrimSpace(line) == "```":
			in = false
		case in:
			b.WriteString(line + "\n")
		}
	}
	return b.String(), n
}

// Page executes a rule's page: the bad example fires, the rule's own fix
// silences it and its undo runs, and the good example is clean.
func Page(t *testing.T, rule *advice.Rule, text string) {
	t.Helper()
	if err := rule.Validate(); err != nil {
		t.Fatal(err)
	}
	p, err := parsePage(text)
	if err != nil {
		t.Fatal(err)
	}
	versions := majorRange{from: rule.Since, to: rule.Until}
	runMajors(t, p.bad, versions, "bad", func(t *testing.T, sc *script, major int) { p.runBad(t, rule, sc, major) })
	runMajors(t, p.good, versions, "good", func(t *testing.T, sc *script, major int) {
		out := newStage(t, rule, sc, major).look(rule, sc.edits, false, nil)
		if out.State != advice.Clean {
			t.Errorf("the good example is %s:\n%s", out.State, describe(out, true))
		}
	})
}

func (p *page) runBad(t *testing.T, rule *advice.Rule, sc *script, major int) {
	t.Helper()
	st := newStage(t, rule, sc, major)
	out := st.look(rule, sc.edits, false, nil)
	if out.State != advice.Fired {
		t.Fatalf("the bad example is %s:\n%s", out.State, describe(out, true))
	}
	for _, f := range out.Findings {
		checkFinding(t, f)
	}
	st.blind(rule)
	before := st.state()
	st.applyFixes(out.Findings)
	if err := st.personalFix(p.fix, out.Findings); err != nil {
		t.Fatal(err)
	}
	var context []edit
	for _, e := range sc.edits {
		if !e.symptom {
			context = append(context, e)
		}
	}
	if after := st.look(rule, context, true, nil); after.State != advice.Clean {
		t.Errorf("after its own fix the bad example is %s:\n%s\nfix was:\n%s", after.State, describe(after, true), describe(out, true))
	}
	st.applyUndo(out.Findings)
	if before == nil || !restores(out.Findings) {
		return
	}
	if err := undone(before, st.state(), out.Findings); err != nil {
		t.Errorf("%v\nfix was:\n%s", err, describe(out, true))
	}
}

// personalFix runs the page's fix block, which is there exactly when a fix
// has steps that a person must take.
func (st *stage) personalFix(block string, fs []advice.Finding) error {
	st.t.Helper()
	manual := false
	for _, f := range fs {
		for _, s := range f.Fix.Steps {
			manual = manual || s.Manual != "" && s.Manual != advice.ManualRestart
		}
	}
	if manual != (block != "") {
		return fmt.Errorf("the fix has manual steps: %v; the page has a ```sql fix block: %v", manual, block != "")
	}
	if !manual {
		return nil
	}
	sc, err := parseScript(block)
	if err != nil {
		return err
	}
	st.script.acts = sc.acts
	st.play()
	return nil
}

// runMajors parses a block and runs it on every asked-for major in its range.
func runMajors(t *testing.T, block string, versions majorRange, name string, run func(*testing.T, *script, int)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		sc, err := parseScript(block)
		if err != nil {
			t.Fatal(err)
		}
		r := versions.and(sc.majors)
		for _, major := range r.choose(pgtest.PageMajors(len(block))) {
			t.Run(fmt.Sprint(major), func(t *testing.T) {
				t.Parallel()
				fresh, err := parseScript(block)
				if err != nil {
					t.Fatal(err)
				}
				run(t, fresh, major)
			})
		}
	})
}
