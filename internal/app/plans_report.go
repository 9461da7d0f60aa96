package app

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/planfile"
	"github.com/pgadept/pgadept/internal/report"
)

// plansVersion is that of the JSON: fields may be added under one version.
const plansVersion = 1

// PlansRecord says what was recorded.
type PlansRecord struct {
	Version int            `json:"version"` // 1
	Tool    advice.Tool    `json:"tool"`
	Target  advice.Target  `json:"target"`
	Files   []RecordedFile `json:"files"`
}

// RecordedFile is a file of queries whose plans were written.
type RecordedFile struct {
	Path   string `json:"path"`   // of the queries
	Record string `json:"record"` // of their plans
	Plans  int    `json:"plans"`  // how many
}

// PlansReport says what became of the plans.
type PlansReport struct {
	Version int              `json:"version"` // 1
	Tool    advice.Tool      `json:"tool"`
	Target  advice.Target    `json:"target"`
	Limits  PlanLimits       `json:"limits"`
	Files   []CheckedFile    `json:"files"`             // by path
	Missing []advice.Lacking `json:"missing,omitempty"` // what the twin lacks and a plan depends on
}

// PlanLimits are the limits by which was judged.
type PlanLimits struct {
	MaxCostRatio float64 `json:"max_cost_ratio"` // how many times its recorded cost a plan may cost
	MinCost      float64 `json:"min_cost"`       // a difference of cost below this is none
	Large        float64 `json:"large"`          // from what cost on a Seq Scan or Sort matters
}

// CheckedFile is a file of queries.
type CheckedFile struct {
	Path    string         `json:"path"`    // of the queries
	Record  string         `json:"record"`  // of their plans
	Queries []CheckedQuery `json:"queries"` // in their order, then those that are gone
}

// CheckedQuery is a query with its plans before and after.
type CheckedQuery struct {
	Name       string           `json:"name"`                  // from its comment, or its number
	Line       int              `json:"line,omitempty"`        // in its file; none where it is gone
	Verdict    planfile.Verdict `json:"verdict"`               // worse, broken, unknown, changed, better, new, gone or same
	Reasons    []string         `json:"reasons,omitempty"`     // one clause each
	CostBefore *float64         `json:"cost_before,omitempty"` // recorded
	CostAfter  *float64         `json:"cost_after,omitempty"`  // now
	Before     []string         `json:"before,omitempty"`      // the recorded plan, line by line
	After      []string         `json:"after,omitempty"`       // the plan now
	DependsOn  []string         `json:"depends_on,omitempty"`  // of Missing
}

// Fails reports whether a plan got worse or a query is broken.
func (r *PlansReport) Fails() bool {
	for _, f := range r.Files {
		for _, q := range f.Queries {
			if q.Verdict.Fails() {
				return true
			}
		}
	}
	return false
}

// CheckPlansFormat refuses an unknown format of the reports on plans.
func CheckPlansFormat(format string) error {
	if format != "text" && format != "json" {
		return usage("there is no format %q for plans; there are text and json", format)
	}
	return nil
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// Write writes what was recorded.
func (r *PlansRecord) Write(w io.Writer, format string) error {
	if format == "json" {
		return writeJSON(w, r)
	}
	for _, f := range r.Files {
		if _, err := fmt.Fprintf(w, "%s: %s\n", report.Clean(f.Record), plural(f.Plans, "plan")); err != nil {
			return err
		}
	}
	return nil
}

// Write writes what became of the plans: those that are the same are counted only.
func (r *PlansReport) Write(w io.Writer, format string) error {
	if format == "json" {
		return writeJSON(w, r)
	}
	var b strings.Builder
	counts := map[planfile.Verdict]int{}
	for _, f := range r.Files {
		for _, q := range f.Queries {
			counts[q.Verdict]++
			q.write(&b, f)
		}
	}
	var parts []string
	for _, v := range []planfile.Verdict{planfile.Worse, planfile.Broken, planfile.Unknown, planfile.Changed, planfile.Better, planfile.New, planfile.Gone, planfile.Same} {
		if n := counts[v]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, said[v]))
		}
	}
	fmt.Fprintf(&b, "plans: %s\n", strings.Join(parts, ", "))
	if counts[planfile.Better]+counts[planfile.Changed]+counts[planfile.New]+counts[planfile.Gone] > 0 {
		b.WriteString("what is better, changed, new or gone is as it should be once it is recorded: pgadept plans record\n")
	}
	for _, m := range r.Missing {
		fmt.Fprintf(&b, "not as in %s: %s\n", report.Clean(r.Target.Database), report.Clean(fmt.Sprintf("%s %s: %s", m.Object.Kind, m.Object, m.Why)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// said are the verdicts in words.
var said = map[planfile.Verdict]string{
	planfile.Worse: "worse", planfile.Broken: "cannot be planned any more", planfile.Unknown: "cannot be told", planfile.Changed: "changed",
	planfile.Better: "better", planfile.New: "not recorded yet", planfile.Gone: "gone from the queries", planfile.Same: "the same",
}

func (q *CheckedQuery) write(b *strings.Builder, f CheckedFile) {
	if q.Verdict == planfile.Same && len(q.DependsOn) == 0 {
		return
	}
	where := report.Clean(f.Path)
	if q.Line > 0 {
		where = fmt.Sprintf("%s:%d", where, q.Line)
	}
	fmt.Fprintf(b, "%s: %s: %s", where, report.Clean(q.Name), said[q.Verdict])
	if len(q.Reasons) > 0 {
		b.WriteString(": " + report.Clean(strings.Join(q.Reasons, "; ")))
	}
	b.WriteString("\n")
	for _, name := range q.DependsOn {
		b.WriteString("  it depends on " + report.Clean(name) + ", which the twin has not as it is\n")
	}
	if q.Before != nil && q.After != nil && q.Verdict != planfile.Same {
		for _, line := range planfile.Diff(q.Before, q.After) {
			b.WriteString("  " + report.Clean(line) + "\n")
		}
		b.WriteString("\n")
	}
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// CheckPlanLimits refuses limits that make no sense.
func CheckPlanLimits(l planfile.Limits) error {
	switch {
	case !(l.MaxCostRatio >= 1): // NaN too
		return usage("--max-cost-ratio %v is no number of at least 1", l.MaxCostRatio)
	case !(l.MinCost >= 0) || !(l.Large >= 0):
		return usage("--min-cost and --large are costs, and not negative")
	}
	return nil
}
