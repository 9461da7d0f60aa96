package query

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// JitOverhead finds statements that spend their time on being compiled.
var JitOverhead = advice.Rule{
	ID:       "query/jit-overhead",
	Title:    "a statement that is compiled at a higher price than it is worth",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaStatements, snapshot.AreaSettings, snapshot.AreaSettingOverrides},
	Wants:    []snapshot.Area{snapshot.AreaStatementsInfo},
	Since:    15, // pg_stat_statements counts JIT from its version 1.10 on
	Thresholds: []advice.Threshold{
		{Name: "min_percent", Default: 20, Unit: "percent", Doc: "share of compiling in the statement's execution time"},
		{Name: "min_call_ms", Default: 10, Unit: "ms", Doc: "time that compiling takes in a call"},
		{Name: "min_calls", Default: 20, Unit: "calls", Doc: "calls below which it may have been one occasion"},
		{Name: "medium_ms", Default: 600000, Unit: "ms", Doc: "time spent on compiling in a day from which on the finding is medium"},
	},
	Check: func(p *advice.Pass) {
		if e := p.StatementsInfo; e != nil && len(p.Statements) > 0 && p.Statements[0].JITFunctions == nil {
			p.NotAssessable("this version of the extension pg_stat_statements does not count JIT", "alter extension pg_stat_statements update")
			return
		}
		for _, s := range statements(p, func(s *statement) bool {
			jit := s.jit()
			return float64(s.Calls) >= p.Threshold("min_calls") && jit >= p.Threshold("min_call_ms")*float64(s.Calls) &&
				100*jit >= p.Threshold("min_percent")*s.TotalTime
		}) {
			if roles := compiledFor(p, s); len(roles) > 0 {
				reportJIT(p, s, roles)
			}
		}
	},
}

// jit is the time that went into compiling, in ms. Deforming is a part of
// generation.
func (s *statement) jit() float64 {
	return value(s.JITGenerationTime) + value(s.JITInliningTime) + value(s.JITOptimizationTime) + value(s.JITEmissionTime)
}

// compiledFor are the roles for which JIT is still on. Where it is off, the
// counters tell of the time before.
func compiledFor(p *advice.Pass, s *statement) []string {
	var out []string
	for _, role := range s.senders() {
		if v, ok := p.Effective("jit", p.Server.Database, role); !ok || v != "off" {
			out = append(out, role)
		}
	}
	return out
}

func reportJIT(p *advice.Pass, s *statement, roles []string) {
	jit := s.jit()
	f := advice.Finding{
		Title: fmt.Sprintf("compiling takes %s ms of the %s ms of a call: %s",
			advice.Count(jit/float64(s.Calls)), advice.Count(s.mean()), s.title()),
		Object: s.object(),
		Evidence: []advice.Evidence{
			s.textEvidence(),
			s.count(p, "calls", s.Calls, "calls", "calls"),
			s.count(p, "time spent on compiling", whole(jit), "ms", "jit_generation_time + jit_inlining_time + jit_optimization_time + jit_emission_time"),
			s.count(p, "execution time", whole(s.TotalTime), "ms", "total_exec_time"),
			s.count(p, "functions compiled", value(s.JITFunctions), "functions", "jit_functions"),
			{Name: "jit_above_cost", Value: p.SettingValue("jit_above_cost"), Source: "pg_settings.setting"},
		},
		Impact: advice.Impact{
			Summary:  fmt.Sprintf("%s of its time is compiling, done anew in every call: the plan's cost was estimated above jit_above_cost", advice.Percent(min(1, jit/s.TotalTime))),
			MSPerDay: s.aDay(p, jit),
		},
		Fix: &advice.Fix{
			Summary: "switch JIT off for those who run it",
			Caution: "it counts for sessions that connect from now on, and for every statement of the role. Where the role runs long reports as well, raise jit_above_cost for it above the cost that explain shows for this statement instead. Once JIT is off, the counters of the time before are disregarded",
		},
	}
	for _, role := range roles {
		step, undo := p.SetOverride(advice.Override{Role: role, Database: p.Server.Database}, "jit", "off")
		f.Fix.Steps, f.Fix.Undo = append(f.Fix.Steps, step), append(f.Fix.Undo, undo)
	}
	if f.Impact.MSPerDay >= p.Threshold("medium_ms") {
		f.Severity = advice.Medium
	}
	p.Report(f)
}
