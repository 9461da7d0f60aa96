package ruletest

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pgtest"
)

// Cases runs a rule's case file. Each case is a script; its result is one
// line a finding, or clean, or why it could not be judged:
//
//	check [verbose] [threshold=name:value]
//	fix                 (the rule's own fix is applied; the result is what is left)
//
// Unless PGADEPT_TEST_CASES or -run says so, every fourth case is played.
func Cases(t *testing.T, rule *advice.Rule, path string) {
	t.Helper()
	n, silent, skipped := 0, 0, 0
	datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
		n++
		got := d.Expected
		if majors := pgtest.CaseMajors(n + len(path)); len(majors) > 0 {
			// A test of its own, so that what it took is given back when it ends.
			t.Run(fmt.Sprint(n), func(t *testing.T) { got = runCase(t, rule, d, majors) })
		} else {
			skipped++
		}
		if d.Cmd == "check" && strings.TrimSpace(got) == string(advice.Clean) {
			silent++
		}
		return got
	})
	if skipped > 0 {
		t.Logf("%d of %d cases were not played; PGADEPT_TEST_CASES=all plays them", skipped, n)
	}
	if n == 0 || silent == 0 {
		t.Errorf("%s has %d cases, %d of them near misses that must stay clean; want at least one", path, n, silent)
	}
}

func runCase(t *testing.T, rule *advice.Rule, d *datadriven.TestData, majors []int) string {
	t.Helper()
	sc, err := parseScript(d.Input)
	if err != nil {
		d.Fatalf(t, "%v", err)
	}
	thresholds, verbose := caseArgs(t, d)
	// A case may name versions beyond the rule's own, to show that it does
	// not apply there.
	versions := majorRange{from: rule.Since, to: rule.Until}
	if sc.majors != (majorRange{}) {
		versions = sc.majors
	}
	var first string
	for i, major := range versions.choose(majors) {
		got := playCase(t, rule, d.Cmd, sc, major, thresholds, verbose)
		if i == 0 {
			first = got
		} else if got != first {
			d.Fatalf(t, "PostgreSQL %d gives\n%s\nothers give\n%s", major, got, first)
		}
	}
	return first
}

func playCase(t *testing.T, rule *advice.Rule, cmd string, sc *script, major int, thresholds map[string]float64, verbose bool) string {
	t.Helper()
	st := newStage(t, rule, sc, major)
	out := st.look(rule, sc.edits, false, thresholds)
	for _, f := range out.Findings {
		checkFinding(t, f)
	}
	switch cmd {
	case "check":
		return describe(out, verbose)
	case "fix":
		st.applyFixes(out.Findings)
		var context []edit
		for _, e := range sc.edits {
			if !e.symptom {
				context = append(context, e)
			}
		}
		return describe(st.look(rule, context, true, thresholds), verbose)
	}
	return fmt.Sprintf("unknown command %s\n", cmd)
}

func caseArgs(t *testing.T, d *datadriven.TestData) (thresholds map[string]float64, verbose bool) {
	t.Helper()
	for _, a := range d.CmdArgs {
		switch a.Key {
		case "verbose":
			verbose = true
		case "threshold":
			thresholds = map[string]float64{}
			for _, v := range a.Vals {
				name, num, _ := strings.Cut(v, ":")
				f, err := strconv.ParseFloat(num, 64)
				if err != nil {
					d.Fatalf(t, "threshold %s: want name:number", v)
				}
				thresholds[name] = f
			}
		default:
			d.Fatalf(t, "unknown argument %s", a.Key)
		}
	}
	return thresholds, verbose
}
