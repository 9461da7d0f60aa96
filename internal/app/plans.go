package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/explain"
	"github.com/pgadept/pgadept/internal/planfile"
	"github.com/pgadept/pgadept/internal/twin"
)

// PlansOptions say which queries are planned and where their plans are kept.
type PlansOptions struct {
	Paths []string // query files, and folders of them
	Out   string   // the folder of the plans; "" for beside the queries
	planfile.Limits
}

// RecordPlans plans the queries on a twin of the target and writes their plans.
// Nothing is written unless all of them can be planned.
func RecordPlans(ctx context.Context, t Target, opt PlansOptions) (*PlansRecord, error) {
	files, err := readQueries(opt.Paths, opt.Out)
	if err != nil {
		return nil, err
	}
	if opt.Out == "" {
		for _, f := range files {
			if err := CanWrite(f.record); err != nil {
				return nil, err
			}
		}
	}
	r := &PlansRecord{Version: plansVersion, Tool: advice.Tool{Name: Tool, Version: Version}}
	err = onTwin(ctx, t, func(on *replay, about advice.Target) error {
		r.Target = about
		for _, f := range files {
			var plans []planfile.Plan
			for _, q := range f.queries {
				p, _, err := on.planOn(ctx, q)
				var refused *twin.QueryError
				if errors.As(err, &refused) {
					return usage("%s:%d: %s", f.path, q.line+refused.Line-1, refused.Message)
				}
				if err != nil {
					return err
				}
				plans = append(plans, p)
			}
			r.Files = append(r.Files, RecordedFile{Path: f.path, Record: f.record, Plans: len(plans)})
			f.text = planfile.Format(heading(f, about), plans)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, writeRecords(files)
}

// heading is the same for all minor versions.
func heading(f *queryFile, about advice.Target) []string {
	major, _, _ := strings.Cut(about.ServerVersion, ".")
	return []string{
		fmt.Sprintf("The plans of %s for PostgreSQL %s, by the schema and statistics of the database %s.", filepath.Base(f.path), major, about.Database),
		"Written by `pgadept plans record`; `pgadept plans check` compares with them.",
	}
}

func writeRecords(files []*queryFile) error {
	for _, f := range files {
		if err := os.MkdirAll(filepath.Dir(f.record), 0o777); err != nil {
			return usage("write %s: %w", f.record, reason(err))
		}
		if err := WriteFile(f.record, func(w io.Writer) error { _, err := io.WriteString(w, f.text); return err }); err != nil {
			return err
		}
	}
	return nil
}

// CheckPlans plans the queries on a twin of the target and compares their plans
// with those that were recorded.
func CheckPlans(ctx context.Context, t Target, opt PlansOptions) (*PlansReport, error) {
	files, err := readQueries(opt.Paths, opt.Out)
	if err != nil {
		return nil, err
	}
	gone, err := readRecords(files, opt)
	if err != nil {
		return nil, err
	}
	r := &PlansReport{Version: plansVersion, Tool: advice.Tool{Name: Tool, Version: Version}, Limits: PlanLimits(opt.Limits)}
	err = onTwin(ctx, t, func(on *replay, about advice.Target) error {
		r.Target = about
		for _, f := range files {
			checked, err := f.check(ctx, on, opt.Limits)
			if err != nil {
				return err
			}
			r.Files = append(r.Files, *checked)
		}
		for _, name := range slices.Sorted(maps.Keys(on.missing)) {
			r.Missing = append(r.Missing, on.missing[name])
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	r.Files = append(r.Files, gone...)
	slices.SortStableFunc(r.Files, func(a, b CheckedFile) int { return strings.Compare(a.Path, b.Path) })
	return r, nil
}

// check compares each query of a file with its record.
func (f *queryFile) check(ctx context.Context, on *replay, l planfile.Limits) (*CheckedFile, error) {
	out := &CheckedFile{Path: f.path, Record: f.record, Queries: []CheckedQuery{}}
	for _, q := range f.queries {
		c := CheckedQuery{Name: q.name, Line: q.line}
		before := f.recorded[q.name]
		delete(f.recorded, q.name)
		if before != nil {
			c.CostBefore, c.Before = &before.Root.Cost, before.Lines()
		}
		after, missing, err := on.planOn(ctx, q)
		var refused *twin.QueryError
		switch {
		case errors.As(err, &refused):
			c.Verdict, c.Reasons = planfile.Broken, []string{refused.Message}
			if missing = on.needs(refused.Missing); len(missing) > 0 {
				c.Verdict = planfile.Unknown
			}
		case err != nil:
			return nil, err
		case before == nil:
			c.Verdict = planfile.New
		default:
			judged := planfile.Compare(*before, after, l)
			c.Verdict, c.Reasons = judged.Verdict, judged.Reasons
		}
		if after.Root != nil {
			c.CostAfter, c.After = &after.Root.Cost, after.Lines()
		}
		c.DependsOn = missing
		out.Queries = append(out.Queries, c)
	}
	for _, p := range f.order {
		if f.recorded[p.Name] != nil {
			out.Queries = append(out.Queries, goneQuery(p))
		}
	}
	return out, nil
}

func goneQuery(p *planfile.Plan) CheckedQuery {
	return CheckedQuery{Name: p.Name, Verdict: planfile.Gone, CostBefore: &p.Root.Cost, Before: p.Lines()}
}

// needs notes what a query would need to be planned.
func (r *replay) needs(missing []twin.Missing) []string {
	var out []string
	for _, m := range lacking(missing) {
		name := m.Object.Kind + " " + m.Object.String()
		r.missing[name] = m
		out = append(out, name)
	}
	return out
}

// planOn plans one query, and says which objects that the twin lacks its plan
// depends on.
func (r *replay) planOn(ctx context.Context, q fileQuery) (planfile.Plan, []string, error) {
	text, err := r.twin.Generic(ctx, q.sql)
	if err != nil {
		return planfile.Plan{}, nil, err
	}
	p, err := planfile.FromExplain(q.name, text)
	if err != nil {
		return planfile.Plan{}, nil, &twin.QueryError{Message: err.Error(), Line: 1}
	}
	node, err := explain.Parse(text)
	if err != nil {
		return planfile.Plan{}, nil, err
	}
	return p, r.lacks(node), nil
}

// onTwin builds a twin of the target for as long as f lasts.
func onTwin(ctx context.Context, t Target, f func(*replay, advice.Target) error) (err error) {
	_, about, tw, err := twinOf(ctx, t, func(string) {})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, tw.Close(ctx)) }()
	return f(&replay{twin: tw, missing: map[string]advice.Lacking{}}, about)
}
