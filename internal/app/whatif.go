package app

import (
	"context"
	"errors"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/sqlparse"
	"github.com/pgadept/pgadept/internal/twin"
)

// WhatIfOptions say what to try, and on which statements.
type WhatIfOptions struct {
	Do       []string     // DDL, in this order
	Set      []string     // settings, name=value
	Queries  []string     // statements to plan before and after
	Workload bool         // plan those of pg_stat_statements; so it is too where there are no Queries
	Progress func(string) // told what goes on; may be nil
}

// WhatIf tries DDL and settings on a twin of the target, and says which
// statements that makes better and worse. The target itself is only read.
func WhatIf(ctx context.Context, t Target, opt WhatIfOptions) (trial *advice.Trial, err error) {
	settings, err := opt.check()
	if err != nil {
		return nil, err
	}
	if opt.Progress == nil {
		opt.Progress = func(string) {}
	}
	s, about, w, err := twinOf(ctx, t, opt.Progress)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close(ctx)) }()
	trial = &advice.Trial{
		Version: advice.TrialVersion, Tool: advice.Tool{Name: Tool, Version: Version}, Target: about, CollectedAt: s.CollectedAt,
		Do: opt.Do, Set: settings,
	}
	if _, err := w.Explain(ctx, "select", settings); err != nil {
		return nil, usage("a setting cannot be tried: %w", err)
	}
	r := &replay{twin: w, missing: map[string]advice.Lacking{}}
	opt.Progress("plan the statements as they are")
	if err := r.choose(ctx, opt, trial); err != nil {
		return nil, err
	}
	if len(opt.Do) > 0 {
		opt.Progress("try")
		built, err := w.Do(ctx, opt.Do...)
		if err != nil {
			return nil, usage("not tried: %w", err)
		}
		trial.Built = builtObjects(built)
	}
	opt.Progress("plan the statements as they will be")
	if err := r.again(ctx, settings, trial); err != nil {
		return nil, err
	}
	advice.RankTried(trial.Statements)
	return trial, ctx.Err()
}

// check refuses what could not be tried, before any work is done.
func (opt *WhatIfOptions) check() (map[string]string, error) {
	if len(opt.Do) == 0 && len(opt.Set) == 0 {
		return nil, usage("nothing to try: give --do 'CREATE INDEX …' or --set name=value")
	}
	for _, sql := range opt.Do {
		if err := twin.CheckDDL(sql); err != nil {
			return nil, &UsageError{err}
		}
	}
	for _, sql := range opt.Queries {
		if _, err := sqlparse.Parse(sql); err != nil {
			return nil, usage("query %.60q: %w", sql, err)
		}
	}
	settings := map[string]string{}
	for _, s := range opt.Set {
		name, value, ok := strings.Cut(s, "=")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return nil, usage("setting %q: want name=value, such as work_mem=64MB", s)
		}
		settings[name] = strings.TrimSpace(value)
	}
	return settings, nil
}

func builtObjects(list []twin.Built) []advice.Built {
	var out []advice.Built
	for _, b := range list {
		out = append(out, advice.Built{
			Object: advice.Object{Kind: b.Kind, Schema: b.Name.Schema, Name: b.Name.Name, Table: b.Table.Name},
			Method: b.Method, Bytes: b.Bytes, Tuples: b.Tuples, Basis: b.Basis,
		})
	}
	return out
}
