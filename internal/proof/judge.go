package proof

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
)

// noise is by how much a cost must differ to count: ANALYZE alone moves costs by a
// few per cent.
const noise = 1.01

// Plans are the plans of one fix: those of the statements that it may concern, and
// those of the look-ups that its new indexes are for.
type Plans struct {
	Statements []advice.Tried
	Probes     []advice.Tried
}

// Judge says what the plans show of a fix, and nil where they show nothing: with
// no statement to plan, that nothing gets slower is not known.
func (t Trial) Judge(p Plans) *advice.Proof {
	switch {
	case len(t.Creates) > 0 && len(t.Drops) == 0:
		return judgeCreate(p)
	case len(p.Statements) == 0 && len(p.Probes) == 0:
		return nil
	case len(t.Drops) > 0:
		return judgeDrop(p)
	}
	return judgeSettings(p)
}

// judgeDrop wants no statement to be worse off.
func judgeDrop(p Plans) *advice.Proof {
	out := sum(p.Statements)
	worse, worst := 0, -1
	for i := range p.Statements {
		if s := &p.Statements[i]; s.Error != "" || s.CostAfter > noise*s.CostBefore {
			if worse++; worst < 0 || s.Error != "" || ratio(s) > ratio(&p.Statements[worst]) {
				worst = i
			}
		}
	}
	if worse == 0 {
		out.Note = fmt.Sprintf("%s on the table planned without it: none gets slower", advice.Plural(int64(len(p.Statements)), "statement"))
		return out
	}
	w := &p.Statements[worst]
	out.Fails = true
	out.Note = fmt.Sprintf("%s of %d would get slower without it; the worst goes from cost %s to %s: %s",
		advice.Plural(int64(worse), "statement"), len(p.Statements), advice.Count(w.CostBefore), advice.Count(w.CostAfter), advice.Excerpt(w.Query))
	if w.Error != "" {
		out.Note = fmt.Sprintf("without it a statement fails (%s): %s", w.Error, advice.Excerpt(w.Query))
	}
	return out
}

// judgeCreate wants a statement, or the look-up that the index is for, to be better
// off.
func judgeCreate(p Plans) *advice.Proof {
	better := 0
	for i := range p.Statements {
		if s := &p.Statements[i]; s.Error == "" && s.CostBefore > noise*s.CostAfter {
			better++
		}
	}
	if better > 0 {
		out := sum(p.Statements)
		out.Note = fmt.Sprintf("%s of %d on the table would be planned with it and cost less", advice.Plural(int64(better), "statement"), len(p.Statements))
		return out
	}
	for i := range p.Probes {
		if s := &p.Probes[i]; s.Error == "" && s.CostBefore > noise*s.CostAfter {
			out := sum(p.Probes[i : i+1])
			out.Note = "no statement of the workload gains; the look-up by its key, which foreign keys need, does"
			return out
		}
	}
	if len(p.Statements)+len(p.Probes) == 0 {
		return nil
	}
	out := sum(append(p.Probes, p.Statements...))
	out.Fails = true
	out.Note = fmt.Sprintf("the planner would not use it, neither for the look-up by its key nor in the %s known on the table", advice.Plural(int64(len(p.Statements)), "statement"))
	return out
}

// judgeSettings only counts: constants of cost are units, and costs in different
// units do not compare.
func judgeSettings(p Plans) *advice.Proof {
	changed := 0
	for _, s := range p.Statements {
		if s.PlanChanged {
			changed++
		}
	}
	out := sum(p.Statements)
	out.Note = fmt.Sprintf("%s of %d would change plan", advice.Plural(int64(changed), "statement"), len(p.Statements))
	return out
}

func sum(list []advice.Tried) *advice.Proof {
	before, after := advice.PlanCost{Statements: len(list)}, advice.PlanCost{Statements: len(list)}
	for _, s := range list {
		before.Cost += s.CostBefore
		after.Cost += s.CostAfter
	}
	return &advice.Proof{Method: "planner", Before: before, After: after}
}

func ratio(s *advice.Tried) float64 { return s.CostAfter / max(s.CostBefore, 1e-9) }

// Demoted is the severity below.
func Demoted(s advice.Severity) advice.Severity {
	for _, below := range []advice.Severity{advice.High, advice.Medium, advice.Low, advice.Info} {
		if below.Rank() == s.Rank()-1 {
			return below
		}
	}
	return s
}
