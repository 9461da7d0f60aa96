package query

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// WorkersNotLaunched finds parallel plans that run with fewer workers than
// they were made for.
var WorkersNotLaunched = advice.Rule{
	ID:       "query/workers-not-launched",
	Title:    "parallel plans that do not get their workers",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaStatements, snapshot.AreaSettings},
	Wants:    []snapshot.Area{snapshot.AreaStatementsInfo},
	Since:    18, // parallel_workers_launched came with pg_stat_statements 1.12
	Thresholds: []advice.Threshold{
		{Name: "min_planned", Default: 100, Unit: "workers", Doc: "planned workers that the judgement must rest on"},
		{Name: "min_percent", Default: 20, Unit: "percent", Doc: "share of them that was not launched"},
		{Name: "medium_percent", Default: 50, Unit: "percent", Doc: "share from which on the finding is medium"},
	},
	Check: func(p *advice.Pass) {
		if len(p.Statements) > 0 && p.Statements[0].ParallelWorkersToLaunch == nil {
			p.NotAssessable("this version of the extension pg_stat_statements does not count parallel workers", "alter extension pg_stat_statements update")
			return
		}
		var planned, launched int64
		var short []*statement
		for _, s := range statements(p, func(s *statement) bool { return value(s.ParallelWorkersToLaunch) > 0 }) {
			planned += value(s.ParallelWorkersToLaunch)
			launched += value(s.ParallelWorkersLaunched)
			if s.lacking() > 0 {
				short = append(short, s)
			}
		}
		if float64(planned) >= p.Threshold("min_planned") && 100*float64(planned-launched) >= p.Threshold("min_percent")*float64(planned) {
			slices.SortStableFunc(short, func(a, b *statement) int { return cmp.Compare(b.lacking(), a.lacking()) })
			reportWorkers(p, planned, launched, short)
		}
	},
}

// lacking is how many planned workers did not come.
func (s *statement) lacking() int64 {
	return value(s.ParallelWorkersToLaunch) - value(s.ParallelWorkersLaunched)
}

func reportWorkers(p *advice.Pass, planned, launched int64, short []*statement) {
	missing := float64(planned-launched) / float64(planned)
	worst := short[0]
	f := advice.Finding{
		Title:  fmt.Sprintf("%s of %s planned parallel workers were not launched", advice.Percent(missing), advice.Count(float64(planned))),
		Object: advice.Object{Kind: "setting", Name: "max_parallel_workers"},
		Evidence: []advice.Evidence{
			worst.count(p, "workers planned", planned, "workers", "parallel_workers_to_launch"),
			worst.count(p, "workers launched", launched, "workers", "parallel_workers_launched"),
			{Name: "statement that lacked most", Value: advice.Excerpt(worst.Query), Source: "pg_stat_statements.query"},
		},
		Impact: advice.Impact{Summary: "the plan was chosen for its workers: with fewer, its leader does their part, and a plan without parallelism might have been faster"},
		Fix:    moreWorkers(p),
	}
	for _, name := range []string{"max_parallel_workers", "max_worker_processes", "max_parallel_workers_per_gather"} {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: name, Value: p.SettingValue(name), Source: "pg_settings.setting"})
	}
	if 100*missing >= p.Threshold("medium_percent") {
		f.Severity = advice.Medium
	}
	ids := make([]int64, len(short))
	for i, s := range short {
		ids[i] = s.QueryID
	}
	f.Fix.Steps = append(f.Fix.Steps, forget(p, ids...)...)
	f.Fix.Caution += "; the last step sets the counters of the statements that lacked workers to zero, so that the next check-up judges what comes after"
	p.Report(f)
}

// moreWorkers is the fix: as many parallel workers as there are worker
// processes, and more of these where that is so already.
func moreWorkers(p *advice.Pass) *advice.Fix {
	parallel, _ := p.SettingNumber("max_parallel_workers")
	all, _ := p.SettingNumber("max_worker_processes")
	const caution = "no more workers than the machine has processors: where it has no more, lower max_parallel_workers_per_gather instead, so that plans are made for what is there"
	if parallel < all {
		fix := p.SetParameter("max_parallel_workers", fmt.Sprintf("%.0f", all), "let parallel plans use all worker processes")
		fix.Caution = caution
		return fix
	}
	fix := p.SetParameter("max_worker_processes", fmt.Sprintf("%.0f", 2*all), "allow more workers")
	more := p.SetParameter("max_parallel_workers", fmt.Sprintf("%.0f", 2*all), "")
	fix.Steps = append(more.Steps[:1:1], fix.Steps...)
	fix.Undo = append(more.Undo[:1:1], fix.Undo...)
	fix.Caution = caution + ". A standby must have at least the primary's max_worker_processes: raise it there first"
	return fix
}
