package query

import (
	"fmt"
	"math"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Heavy finds the few slow statements that take most of the database's time.
var Heavy = advice.Rule{
	ID:       "query/heavy",
	Title:    "a slow statement that takes much of the database's time",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaStatements},
	Wants:    []snapshot.Area{snapshot.AreaStatementsInfo},
	Thresholds: []advice.Threshold{
		{Name: "min_percent", Default: 10, Unit: "percent", Doc: "share of the execution time of all statements of the database"},
		{Name: "min_mean_ms", Default: 50, Unit: "ms", Doc: "mean time of a call"},
		{Name: "min_calls", Default: 50, Unit: "calls", Doc: "calls below which it may have been one occasion"},
		{Name: "max_findings", Default: 5, Unit: "statements", Doc: "how many are reported"},
	},
	Check: func(p *advice.Pass) {
		total := totalTime(p)
		heavy := statements(p, func(s *statement) bool {
			return 100*s.TotalTime >= p.Threshold("min_percent")*total && s.mean() >= p.Threshold("min_mean_ms") &&
				float64(s.Calls) >= p.Threshold("min_calls")
		})
		for i, s := range heavy {
			if float64(i) < p.Threshold("max_findings") {
				reportHeavy(p, s, s.TotalTime/total)
			}
		}
	},
}

// totalTime is the execution time of all statements, in ms. Those that ran
// inside of others are in their time.
func totalTime(p *advice.Pass) float64 {
	var sum float64
	for i := range p.Statements {
		if s := &p.Statements[i]; s.TopLevel == nil || *s.TopLevel {
			sum += s.TotalTime
		}
	}
	return sum
}

func reportHeavy(p *advice.Pass, s *statement, share float64) {
	pages := s.perCall(s.SharedBlksHit + s.SharedBlksRead)
	share = min(share, 1)
	f := advice.Finding{
		Title:  fmt.Sprintf("%s of the database's time goes into one statement, %s calls of %s ms: %s", advice.Percent(share), advice.Count(float64(s.Calls)), advice.Count(s.mean()), s.title()),
		Object: s.object(),
		Evidence: []advice.Evidence{
			s.textEvidence(),
			s.count(p, "calls", s.Calls, "calls", "calls"),
			s.count(p, "execution time", whole(s.TotalTime), "ms", "total_exec_time"),
			s.count(p, "mean", round(s.mean()), "ms", "mean_exec_time"),
			s.count(p, "slowest call", round(s.MaxTime), "ms", "max_exec_time"),
			s.count(p, "rows a call", round(s.perCall(s.Rows)), "rows", "rows"),
			s.count(p, "pages a call", round(pages), "pages", "shared_blks_hit + shared_blks_read"),
			s.count(p, "pages a call that were not in shared buffers", round(s.perCall(s.SharedBlksRead)), "pages", "shared_blks_read"),
		},
		Impact: advice.Impact{Summary: hint(s, pages), MSPerDay: s.aDay(p, s.TotalTime)},
		Fix: &advice.Fix{
			Summary: "read its plan, and give it the index or the form that it lacks",
			Steps: append([]advice.Step{
				advice.ByHand("run explain (analyze, buffers) on it with values that are slow, in a transaction that is rolled back if it writes"),
				advice.ByHand("remove what the plan spends its time on: create the missing index concurrently, or rewrite the statement"),
			}, forget(p, s.QueryID)...),
			Caution: "the undo is to drop the index that was made; " + forgets,
		},
	}
	if f.Impact.MSPerDay >= halfADay {
		f.Severity = advice.High
	}
	p.Report(f)
}

// halfADay is in ms: a statement that runs so long a day keeps a session busy
// half of the time.
const halfADay = 12 * 3600 * 1000

// hint says what the counters give away of the plan.
func hint(s *statement, pages float64) string {
	rows := s.perCall(s.Rows)
	said := advice.Count(rows) + " rows"
	if said == "1 rows" {
		said = "one row"
	}
	switch {
	case pages >= 1000 && pages >= 100*rows:
		return fmt.Sprintf("each call reads %s pages for %s: an index is missing, or one that is there does not fit", advice.Count(pages), said)
	case pages >= 1000:
		return fmt.Sprintf("each call reads %s pages and returns or changes %s: ask whether all of them are wanted", advice.Count(pages), said)
	case s.TempBlksWritten > s.Calls:
		return "it sorts or hashes on disk"
	}
	return fmt.Sprintf("each call reads few pages (%s): the time goes into computing, waiting for locks or returning rows", advice.Count(pages))
}

// whole is a sum of milliseconds as evidence.
func whole(ms float64) int64 { return int64(math.Round(ms)) }

// round keeps three figures of small numbers, none behind the point of large
// ones.
func round(v float64) float64 {
	if math.Abs(v) >= 100 {
		return math.Round(v)
	}
	return math.Round(v*100) / 100
}
