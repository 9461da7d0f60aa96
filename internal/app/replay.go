package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/explain"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
	"github.com/pgadept/pgadept/internal/twin"
)

// replay plans statements on a twin, once and again.
type replay struct {
	twin    *twin.Twin
	plays   []play
	missing map[string]advice.Lacking // what the plans depend on and the twin lacks, by its name
}

// play is one statement with its plan before.
type play struct {
	tried advice.Tried
	sql   string
	sets  map[string]string // its own settings: the role that runs it
	node  *explain.Node
	names []string // of the relations that the text mentions
}

// choose gathers the statements and plans them.
func (r *replay) choose(ctx context.Context, opt WhatIfOptions, trial *advice.Trial) error {
	for _, sql := range opt.Queries {
		node, err := r.plan(ctx, sql, nil)
		if err != nil {
			return usage("not planned: %w in %.60q", err, sql)
		}
		r.add(advice.Tried{Query: sql}, sql, nil, node)
	}
	if len(opt.Queries) > 0 && !opt.Workload {
		return nil
	}
	queries, aside, err := r.twin.Workload(ctx)
	if err != nil {
		return &TargetError{fmt.Errorf("plan the workload: %w", err)}
	}
	for _, a := range aside {
		trial.SetAside = append(trial.SetAside, setAside(a.Statement, a.Why))
	}
	for _, q := range queries {
		node, err := r.plan(ctx, q.SQL, q.Settings)
		if err != nil {
			trial.SetAside = append(trial.SetAside, setAside(q.Statement, err.Error()))
			continue
		}
		if why := beyond(node); why != "" {
			trial.SetAside = append(trial.SetAside, setAside(q.Statement, why))
			continue
		}
		r.add(advice.Tried{
			Query: sqlparse.Redact(q.Statement.Query), QueryID: q.Statement.QueryID, Calls: q.Statement.Calls, TotalMS: q.Statement.TotalTime,
		}, q.SQL, q.Settings, node)
	}
	if len(r.plays) == 0 {
		return usage("there is no statement to plan: the target has no workload in pg_stat_statements that can be planned; give --query")
	}
	return nil
}

func setAside(s *snapshot.Statement, why string) advice.SetAside {
	return advice.SetAside{Query: sqlparse.Redact(s.Query), QueryID: s.QueryID, TotalMS: s.TotalTime, Why: why}
}

// beyond says why a plan has nothing to do with what users could change; ""
// where it has.
func beyond(node *explain.Node) string {
	relations := node.Relations()
	switch {
	case len(relations) == 0:
		return "it reads no table"
	case !slices.ContainsFunc(relations, func(n pg.Name) bool { return n.Schema != "pg_catalog" && n.Schema != "information_schema" }):
		return "it reads system catalogs alone"
	}
	return ""
}

func (r *replay) plan(ctx context.Context, sql string, settings map[string]string) (*explain.Node, error) {
	raw, err := r.twin.Explain(ctx, sql, settings)
	return parsed(twin.Answer{Plan: raw, Err: err})
}

func (r *replay) add(t advice.Tried, sql string, sets map[string]string, node *explain.Node) {
	t.CostBefore, t.PlanBefore = node.TotalCost, node.Shape()
	t.DependsOn = r.lacks(node)
	p := play{tried: t, sql: sql, sets: sets, node: node}
	if names, err := sqlparse.Tables(sql); err == nil { // its plan tells of those that are left
		for _, n := range names {
			p.names = append(p.names, n.Name)
		}
	}
	r.plays = append(r.plays, p)
}

// lacks names what a plan depends on and the twin lacks.
func (r *replay) lacks(node *explain.Node) []string {
	var out []string
	for _, m := range lacking(r.twin.Lacks(node.Relations())) {
		if m.Object.Kind == "end points" { // of many indexes, and few plans ask for them
			r.missing[""] = advice.Lacking{
				Object: advice.Object{Kind: "statistics", Name: "at the ends of indexes"},
				Why:    "the ends were not read (--ends); the least and greatest values of the statistics stand in, which counts for constants beyond them",
			}
			continue
		}
		name := m.Object.Kind + " " + m.Object.String()
		r.missing[name] = m
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}
