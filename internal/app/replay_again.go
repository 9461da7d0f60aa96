package app

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/explain"
	"github.com/pgadept/pgadept/internal/twin"
)

// again plans all statements anew and notes those that changed.
func (r *replay) again(ctx context.Context, settings map[string]string, trial *advice.Trial) error {
	tried, err := r.planned(ctx, r.plays, settings, nil)
	if err != nil {
		return &TargetError{err}
	}
	for _, t := range tried {
		if t.Error == "" && t.CostAfter == t.CostBefore && !t.PlanChanged {
			trial.Unchanged++
			continue
		}
		trial.Statements = append(trial.Statements, t)
	}
	for _, name := range slices.Sorted(maps.Keys(r.missing)) {
		trial.Missing = append(trial.Missing, r.missing[name])
	}
	return nil
}

// planned plans statements anew, after DDL that is undone.
func (r *replay) planned(ctx context.Context, plays []play, settings map[string]string, first []string) ([]advice.Tried, error) {
	questions := make([]twin.Question, len(plays))
	for i, p := range plays {
		sets := maps.Clone(p.sets)
		if sets == nil {
			sets = map[string]string{}
		}
		maps.Copy(sets, settings)
		questions[i] = twin.Question{SQL: p.sql, Settings: sets}
	}
	answers, err := r.twin.ExplainAll(ctx, questions, first...)
	if err != nil {
		return nil, err
	}
	out := make([]advice.Tried, len(plays))
	for i, p := range plays {
		out[i] = r.compared(p, answers[i])
	}
	return out, nil
}

func parsed(a twin.Answer) (*explain.Node, error) {
	if a.Err != nil {
		return nil, a.Err
	}
	return explain.Parse(a.Plan)
}

func (r *replay) compared(p play, a twin.Answer) advice.Tried {
	t := p.tried
	node, err := parsed(a)
	if err != nil {
		t.Error, t.GainMS = strings.TrimPrefix(err.Error(), "plan on the twin: "), -t.TotalMS
		return t
	}
	t.CostAfter, t.PlanAfter = node.TotalCost, node.Shape()
	t.PlanChanged = t.PlanAfter != t.PlanBefore
	t.GainMS = t.TotalMS * (1 - t.CostAfter/max(t.CostBefore, 1e-9))
	for _, l := range r.lacks(node) {
		if !slices.Contains(t.DependsOn, l) {
			t.DependsOn = append(t.DependsOn, l)
		}
	}
	return t
}
