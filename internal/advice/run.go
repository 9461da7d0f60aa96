package advice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// State is how a rule ended.
type State string

// The three outcomes of a rule, and two ways of not applying at all.
const (
	Fired         State = "fired"
	Clean         State = "clean"
	NotAssessable State = "not assessable"
	NotApplicable State = "not applicable" // not for this server version
)

// Outcome is what became of one rule.
type Outcome struct {
	Rule       string       `json:"rule"`
	State      State        `json:"state"`
	Findings   []Finding    `json:"-"`
	Unassessed []Unassessed `json:"unassessed,omitempty"` // also beside findings: what could not be judged
}

// Run runs one rule over a catalog. A rule that needs an unseen area does not
// run; one that needs a partly seen area runs, and is never called clean.
func Run(r *Rule, cat *snapshot.Catalog, thresholds map[string]float64) Outcome {
	out := Outcome{Rule: r.ID}
	if major := cat.Major(); r.Since > major || r.Until != 0 && r.Until < major {
		out.State = NotApplicable
		return out
	}
	p := &Pass{Catalog: cat, Rule: r, thresholds: thresholds}
	if blind := p.missingNeeds(); blind {
		out.State, out.Unassessed = NotAssessable, p.unassessed
		return out
	}
	p.check()
	out.Findings, out.Unassessed = p.findings, p.unassessed
	switch {
	case len(p.findings) > 0:
		out.State = Fired
	case len(p.unassessed) > 0:
		out.State = NotAssessable
	default:
		out.State = Clean
	}
	return out
}

// check runs the rule. One that fails on what a damaged file or a catalog
// never met before holds must not take the whole check-up with it: its
// findings are dropped and it says that it could not judge.
func (p *Pass) check() {
	defer func() {
		if failure := recover(); failure != nil {
			p.findings = nil
			p.NotAssessable(fmt.Sprintf("the rule failed on these data (%v); please report it", failure), "")
		}
	}()
	p.Rule.Check(p)
}

// missingNeeds records the needed areas that were not seen and reports
// whether one of them is missing whole.
func (p *Pass) missingNeeds() (blind bool) {
	for _, n := range p.NotSeen {
		if !slices.Contains(p.Rule.Needs, n.Area) {
			continue
		}
		why := fmt.Sprintf("%s: %s", strings.ReplaceAll(string(n.Area), "_", " "), n.Why)
		p.unassessed = append(p.unassessed, Unassessed{Area: n.Area, Why: why, Grant: n.Grant})
		blind = blind || !n.Partial
	}
	return blind
}
