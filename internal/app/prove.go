package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/proof"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/twin"
)

// prover tries fixes on one twin.
type prover struct {
	*replay
	views map[string]bool      // their names, without schemas
	built map[int][]twin.Built // by finding
	why   map[int]string       // by finding: why its fix was not tried
}

// prove attaches to every fix that the planner can judge what it says of it, and
// demotes the findings whose fix does not help. What could not be proven is said
// in the report's notes.
func prove(ctx context.Context, s *snapshot.Snapshot, r *advice.Report, progress func(string)) (err error) {
	trials := map[int]proof.Trial{}
	var order []int
	for i := range r.Findings {
		if t, ok := proof.Of(&r.Findings[i]); ok {
			trials[i] = t
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		r.Notes = append(r.Notes, "nothing to prove: no finding has a fix that a planner can judge")
		return nil
	}
	w, err := twin.Build(ctx, s, twin.Options{Progress: progress})
	if err != nil {
		return &TargetError{err}
	}
	defer func() { err = errors.Join(err, w.Close(ctx)) }()
	p := &prover{replay: &replay{twin: w, missing: map[string]advice.Lacking{}}, views: viewNames(s), built: map[int][]twin.Built{}, why: map[int]string{}}
	progress("plan the workload")
	aside, err := p.workload(ctx)
	if err != nil {
		return err
	}
	if len(p.plays) == 0 {
		r.Notes = append(r.Notes, "no workload is known (pg_stat_statements): that nothing needs an index cannot be proven")
	} else if aside > 0 {
		r.Notes = append(r.Notes, fmt.Sprintf("proofs rest on %s; %d others cannot be planned", advice.Plural(int64(len(p.plays)), "statement"), aside))
	}
	progress("try the fixes")
	p.create(ctx, order, trials)
	for _, i := range order {
		if err := p.try(ctx, &r.Findings[i], i, trials[i]); err != nil {
			return err
		}
	}
	for _, i := range order {
		if why := p.why[i]; why != "" {
			r.Notes = append(r.Notes, fmt.Sprintf("the fix of %s on %s could not be tried: %s", r.Findings[i].Rule, r.Findings[i].Object, why))
		}
	}
	advice.Rank(r.Findings)
	return nil
}

func viewNames(s *snapshot.Snapshot) map[string]bool {
	out := map[string]bool{}
	for i := range s.Relations {
		if s.Relations[i].Kind == "v" {
			out[s.Relations[i].Name] = true
		}
	}
	return out
}

// workload plans the statements as they are, and counts those set aside.
func (p *prover) workload(ctx context.Context) (aside int, err error) {
	var trial advice.Trial
	var nothing *UsageError
	if err := p.choose(ctx, WhatIfOptions{Workload: true}, &trial); err != nil && !errors.As(err, &nothing) {
		return 0, err
	}
	return len(trial.SetAside), nil
}

// create makes the indexes of all fixes. Those of the others are hidden when one
// is tried.
func (p *prover) create(ctx context.Context, order []int, trials map[int]proof.Trial) {
	for _, i := range order {
		if len(trials[i].Creates) == 0 {
			continue
		}
		built, err := p.twin.Do(ctx, trials[i].Creates...)
		if err != nil {
			p.why[i] = err.Error()
		}
		p.built[i] = built
	}
}

// hide is what drops the new indexes but those of one finding.
func (p *prover) hide(but int) []string {
	var out []string
	for i, list := range p.built {
		for _, b := range list {
			if i != but && b.Kind == "index" {
				out = append(out, "drop index "+b.Name.String())
			}
		}
	}
	slices.Sort(out)
	return out
}
