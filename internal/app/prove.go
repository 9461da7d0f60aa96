package app

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/proof"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/twin"
)

// prover tries fixes on one twin.
type prover struct {
	*replay
	snap  *snapshot.Snapshot
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
	p := &prover{replay: &replay{twin: w, missing: map[string]advice.Lacking{}}, snap: s, built: map[int][]twin.Built{}, why: map[int]string{}}
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

// try plans what a fix may concern, with it.
func (p *prover) try(ctx context.Context, f *advice.Finding, i int, t proof.Trial) error {
	if p.why[i] != "" {
		return nil
	}
	var plays []play
	for _, x := range p.plays {
		if len(t.Set) > 0 || p.concerns(&x, f.Object) {
			plays = append(plays, x)
		}
	}
	probes, err := p.probes(ctx, i)
	if err != nil {
		return err
	}
	tried, err := p.planned(ctx, append(slices.Clone(plays), probes...), t.Set, append(p.hide(i), t.Drops...))
	if err != nil {
		p.why[i] = err.Error()
		return ctx.Err()
	}
	f.Proof = t.Judge(proof.Plans{Statements: tried[:len(plays)], Probes: tried[len(plays):]})
	if f.Proof == nil {
		return nil
	}
	if lacks := dependencies(tried); len(lacks) > 0 {
		f.Proof.Note += "; not to be trusted where the twin lacks " + lacks[0]
	}
	if f.Proof.Fails {
		f.Severity = proof.Demoted(f.Severity)
	}
	return nil
}

func dependencies(tried []advice.Tried) []string {
	var out []string
	for _, t := range tried {
		out = append(out, t.DependsOn...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// probes are the look-ups that the finding's new indexes are for, planned without
// them.
func (p *prover) probes(ctx context.Context, i int) ([]play, error) {
	var questions []twin.Question
	for _, b := range p.built[i] {
		if b.Probe != "" {
			questions = append(questions, twin.Question{SQL: b.Probe})
		}
	}
	if len(questions) == 0 {
		return nil, nil
	}
	answers, err := p.twin.ExplainAll(ctx, questions, p.hide(-1)...)
	if err != nil {
		return nil, fmt.Errorf("plan the look-ups of a new index: %w", err)
	}
	list := &replay{twin: p.twin, missing: p.missing}
	for n, a := range answers {
		if node, err := parsed(a); err == nil {
			list.add(advice.Tried{Query: questions[n].SQL}, questions[n].SQL, nil, node)
		}
	}
	return list.plays, nil
}

// concerns reports whether a statement may use the table that an object is or is
// on: its plan does, or its text names it, or a view, which may hide it.
func (p *prover) concerns(x *play, o advice.Object) bool {
	table := pg.Name{Schema: o.Schema, Name: o.Table}
	if o.Table == "" {
		table.Name = o.Name
	}
	family := map[string]bool{table.Name: true}
	for i := range p.snap.Relations {
		r := &p.snap.Relations[i]
		if r.Kind == "v" || r.PG() == table {
			family[r.Name] = true
		}
	}
	if slices.ContainsFunc(x.node.Relations(), func(n pg.Name) bool { return n == table }) {
		return true
	}
	return slices.ContainsFunc(x.names, func(n string) bool { return family[n] })
}
