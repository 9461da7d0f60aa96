package config

import (
	"fmt"
	"math"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// JitForOltp finds JIT compilation taking a share of the time of a workload
// of many short statements.
var JitForOltp = advice.Rule{
	ID:       "config/jit-for-oltp",
	Title:    "short statements pay for JIT compilation",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaSettingOverrides, snapshot.AreaStatements},
	Wants:    []snapshot.Area{snapshot.AreaStatementsInfo},
	Since:    15, // pg_stat_statements counts JIT from its version 1.10 on
	Thresholds: []advice.Threshold{
		{Name: "min_calls", Default: 10000, Unit: "calls", Doc: "calls that the judgement must rest on"},
		{Name: "max_mean_ms", Default: 10, Unit: "ms", Doc: "mean time of a call up to which the workload counts as short statements"},
		{Name: "min_jit_percent", Default: 5, Unit: "percent", Doc: "share of JIT in the execution time from which on it is reported"},
	},
	Check: func(p *advice.Pass) {
		value, ok := databaseValue(p, "jit")
		if !ok || value == "off" {
			return
		}
		w := jitWork(p.Statements)
		switch {
		case !w.counted && len(p.Statements) > 0:
			p.NotAssessable("this version of the extension pg_stat_statements does not count JIT", "alter extension pg_stat_statements update")
		case float64(w.calls) < p.Threshold("min_calls") || w.ms == 0:
			p.NotAssessable(fmt.Sprintf("pg_stat_statements holds fewer than %.0f calls, too few to judge a workload by", p.Threshold("min_calls")), "")
		case w.ms/float64(w.calls) <= p.Threshold("max_mean_ms") && 100*w.jit/w.ms >= p.Threshold("min_jit_percent"):
			reportJIT(p, w)
		}
	},
}

// work is the sum over the statements of this database. Times are ms.
type work struct {
	calls, compiled int64
	ms, jit         float64
	counted         bool // JIT was counted
}

func jitWork(statements []snapshot.Statement) work {
	var w work
	for i := range statements {
		s := &statements[i]
		w.calls += s.Calls
		w.ms += s.TotalTime
		if s.JITFunctions == nil {
			continue
		}
		w.counted = true
		if *s.JITFunctions > 0 {
			w.compiled++
		}
		// Deforming is a part of generation.
		for _, t := range []*float64{s.JITGenerationTime, s.JITInliningTime, s.JITOptimizationTime, s.JITEmissionTime} {
			if t != nil {
				w.jit += *t
			}
		}
	}
	return w
}

func reportJIT(p *advice.Pass, w work) {
	share, mean := 100*w.jit/w.ms, w.ms/float64(w.calls)
	severity := advice.Low
	if share >= 20 {
		severity = advice.Medium
	}
	set, undo := p.SetOverride(advice.Override{Database: p.Server.Database}, "jit", "off")
	impact := advice.Impact{Summary: fmt.Sprintf("%s of %s of execution went into compiling", seconds(w.jit), seconds(w.ms))}
	if since := p.StatementsInfo; since != nil && since.StatsReset != nil {
		if days := p.Age(since.StatsReset).Hours() / 24; days >= 1 {
			impact.MSPerDay = math.Round(w.jit / days)
		}
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("JIT compilation takes %.0f %% of the time of a workload whose statements take %.1f ms on average", share, mean),
		Object:   settingObject("jit"),
		Evidence: []advice.Evidence{
			{Name: "JIT time", Value: int64(w.jit), Unit: "ms", Source: "pg_stat_statements.jit_generation_time + jit_inlining_time + jit_optimization_time + jit_emission_time"},
			{Name: "execution time", Value: int64(w.ms), Unit: "ms", Source: "pg_stat_statements.total_exec_time"},
			{Name: "calls", Value: w.calls, Source: "pg_stat_statements.calls"},
			{Name: "statements compiled", Value: w.compiled, Source: "pg_stat_statements.jit_functions"},
			{Name: "jit_above_cost", Value: p.SettingValue("jit_above_cost"), Source: "pg_settings.setting"},
		},
		Impact: impact,
		Fix: &advice.Fix{
			Summary: "switch JIT off for the database",
			Steps:   []advice.Step{set},
			Undo:    []advice.Step{undo},
			Caution: "it counts for sessions that connect from now on; a role for reports can keep it: alter role … set jit = on",
		},
	})
}

func seconds(ms float64) string { return fmt.Sprintf("%.0f s", ms/1000) }
