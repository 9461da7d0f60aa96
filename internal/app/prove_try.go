package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/proof"
	"github.com/pgadept/pgadept/internal/twin"
)

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
	if slices.ContainsFunc(x.node.Relations(), func(n pg.Name) bool { return n == table }) {
		return true
	}
	return slices.ContainsFunc(x.names, func(n string) bool { return n == table.Name || p.views[n] })
}
