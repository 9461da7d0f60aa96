package advice

import (
	"cmp"
	"slices"
	"time"
)

// TrialVersion is the version of the published JSON contract of a trial.
const TrialVersion = 1

// Trial is what a change of schema or settings does to the plans of statements, as
// a twin plans them: the value that every writer of `whatif` renders.
type Trial struct {
	Version     int               `json:"version"`
	Tool        Tool              `json:"tool"`
	Target      Target            `json:"target"`
	CollectedAt time.Time         `json:"collected_at"`
	Do          []string          `json:"do"`         // the statements tried, in order
	Set         map[string]string `json:"set"`        // the settings tried
	Built       []Built           `json:"built"`      // what the statements made
	Statements  []Tried           `json:"statements"` // those whose plan or cost changes: losers first, then by time gained
	Unchanged   int               `json:"unchanged"`  // statements that are planned as before
	SetAside    []SetAside        `json:"set_aside"`  // statements that have no plan
	Missing     []Lacking         `json:"missing"`    // what the twin lacks and a statement depends on
}

// Built is a relation or index that a tried statement made.
type Built struct {
	Object Object  `json:"object"`
	Method string  `json:"method,omitempty"` // access method, of an index
	Bytes  int64   `json:"bytes"`            // in production, main fork
	Tuples float64 `json:"tuples"`
	Basis  string  `json:"basis"` // how the size was derived, and how far to trust it
}

// Tried is a statement, planned before and after. Costs are the planner's, of the
// whole plan.
type Tried struct {
	Query       string   `json:"query"` // constants redacted
	QueryID     int64    `json:"queryid,omitempty"`
	Calls       int64    `json:"calls,omitempty"`
	TotalMS     float64  `json:"total_ms,omitempty"` // total_exec_time in production
	CostBefore  float64  `json:"cost_before"`
	CostAfter   float64  `json:"cost_after"`
	GainMS      float64  `json:"gain_ms"` // of TotalMS, were time in proportion to cost; negative is a loss
	PlanChanged bool     `json:"plan_changed"`
	PlanBefore  string   `json:"plan_before"`
	PlanAfter   string   `json:"plan_after"`
	Error       string   `json:"error,omitempty"`      // why it no longer has a plan
	DependsOn   []string `json:"depends_on,omitempty"` // of Missing
}

// Loses reports whether the statement is worse off.
func (t *Tried) Loses() bool { return t.Error != "" || t.CostAfter > t.CostBefore }

// SetAside is a statement that is not planned, and why.
type SetAside struct {
	Query   string  `json:"query"`
	QueryID int64   `json:"queryid,omitempty"`
	TotalMS float64 `json:"total_ms,omitempty"`
	Why     string  `json:"why"`
}

// Lacking is an object that a twin does not have as production has it.
type Lacking struct {
	Object Object `json:"object"`
	Why    string `json:"why"`
}

// RankTried puts losers first, the greatest loss before others, then the others by
// what they gain.
func RankTried(list []Tried) {
	slices.SortStableFunc(list, func(a, b Tried) int {
		if a.Loses() != b.Loses() {
			if a.Loses() {
				return -1
			}
			return 1
		}
		if a.Loses() {
			return cmp.Or(cmp.Compare(boolInt(b.Error != ""), boolInt(a.Error != "")), cmp.Compare(a.GainMS, b.GainMS), cmp.Compare(b.ratio(), a.ratio()), cmp.Compare(a.Query, b.Query))
		}
		return cmp.Or(cmp.Compare(b.GainMS, a.GainMS), cmp.Compare(a.ratio(), b.ratio()), cmp.Compare(a.Query, b.Query))
	})
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (t *Tried) ratio() float64 { return t.CostAfter / max(t.CostBefore, 1e-9) }
