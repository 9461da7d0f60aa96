package vacuum

import (
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// StaleStatistics finds tables whose planner statistics are missing, or
// describe a table that has changed since.
var StaleStatistics = advice.Rule{
	ID:       "vacuum/stale-statistics",
	Title:    "the planner's statistics of a table are missing or stale",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaColumnStatistics, snapshot.AreaTableCounters, snapshot.AreaSettings,
	},
	Wants: []snapshot.Area{snapshot.AreaProgress, snapshot.AreaDatabaseCounters},
	Thresholds: []advice.Threshold{
		{Name: "min_rows", Default: 10_000, Unit: "rows", Doc: "smaller tables do not mislead the planner much"},
		{Name: "percent", Default: 20, Unit: "percent", Doc: "share of the rows changed since the last ANALYZE"},
		{Name: "times", Default: 2, Unit: "times", Doc: "so far past the trigger of autoanalyze is stale"},
		{Name: "hours", Default: 3, Unit: "hours", Doc: "a table analyzed more recently is being kept up with"},
		{Name: "high_rows", Default: 1e6, Unit: "rows", Doc: "from this size on a table without any statistics is high"},
	},
	Check: func(p *advice.Pass) {
		if standby(p) {
			return
		}
		var never, stale []*snapshot.Relation
		for _, r := range stored(p) {
			switch {
			case !r.StatsVisible || len(r.Columns) == 0 || p.Rows(r) < p.Threshold("min_rows") || running(p, r, "analyze"):
			case !analyzed(p, r):
				never = append(never, r)
			case outdated(p, r):
				stale = append(stale, r)
			}
		}
		for _, t := range byRoot(p, never) {
			reportNever(p, t)
		}
		for _, t := range byRoot(p, stale) {
			if !slices.ContainsFunc(never, func(r *snapshot.Relation) bool { return p.Root(r) == t.root }) {
				reportStale(p, t)
			}
		}
	},
}

// analyzed reports whether the relation has statistics. The times of the last
// ANALYZE do not tell: they are lost when the counters are reset.
func analyzed(p *advice.Pass, r *snapshot.Relation) bool {
	for i := range r.Columns {
		if c := &r.Columns[i]; !c.Dropped && (c.StatTarget == 0 || p.ColumnStats(r.OID, c.Attnum) != nil) {
			return true
		}
	}
	return false
}

// outdated reports whether autoanalyze should have come long ago.
func outdated(p *advice.Pass, r *snapshot.Relation) bool {
	k := p.TableCountersOf(r.OID)
	if k == nil {
		return false
	}
	last := latest(k.LastAnalyze, k.LastAutoanalyze)
	if last == nil {
		last = p.CountersSince()
	}
	changed := float64(k.ModSinceAnalyze)
	return p.Age(last).Hours() >= p.Threshold("hours") &&
		changed >= p.Threshold("times")*trigger(p, r).ChangesAllowed(r.Tuples) &&
		100*changed >= p.Threshold("percent")*p.Rows(r)
}

func reportNever(p *advice.Pass, t *tree) {
	var rows float64
	for _, r := range t.leaves {
		rows += p.Rows(r)
	}
	f := advice.Finding{
		Title:  fmt.Sprintf("The planner knows nothing of the %s rows of %s: never analyzed", advice.Count(rows), t.subject()),
		Object: advice.TableObject(t.root),
		Evidence: append(t.which(),
			advice.Evidence{Name: "rows", Value: int64(rows), Unit: "rows", Source: "pg_class.reltuples, pg_stat_all_tables.n_live_tup"},
			advice.Evidence{Name: "columns with statistics", Value: 0, Source: "pg_statistic"}),
		Impact: advice.Impact{Summary: "every estimate is a constant of the planner's: joins and indexes are chosen blindly, and a plan can be slower by orders of magnitude"},
		Fix:    analyzeFix(t),
	}
	if rows >= p.Threshold("high_rows") {
		f.Severity = advice.High
	}
	p.Report(f)
}

func reportStale(p *advice.Pass, t *tree) {
	var rows, changed float64
	for _, r := range t.leaves {
		rows += p.Rows(r)
		changed += float64(p.TableCountersOf(r.OID).ModSinceAnalyze)
	}
	r := t.leaves[0]
	k := p.TableCountersOf(r.OID)
	f := advice.Finding{
		Title: fmt.Sprintf("%s changes to the %s rows of %s since the last ANALYZE",
			advice.Count(changed), advice.Count(rows), t.subject()),
		Object: advice.TableObject(t.root),
		Evidence: append(t.which(),
			p.Counted("rows changed since the last ANALYZE", int64(changed), "pg_stat_all_tables.n_mod_since_analyze"),
			advice.Evidence{Name: "rows", Value: int64(rows), Unit: "rows", Source: "pg_class.reltuples, pg_stat_all_tables.n_live_tup"},
			advice.Evidence{Name: "autoanalyze comes at", Value: int64(trigger(p, r).ChangesAllowed(r.Tuples)), Unit: "rows", Source: "pg_settings, pg_class.reloptions"}),
		Impact: advice.Impact{Summary: "the planner goes by most common values, ranges and numbers of distinct values that are no longer true; new values at the end of a range are thought absent"},
		Fix:    analyzeFix(t),
	}
	if last := latest(k.LastAnalyze, k.LastAutoanalyze); last != nil {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "hours since the last ANALYZE", Value: int64(p.Age(last).Hours()), Unit: "hours", Source: "pg_stat_all_tables.last_analyze, last_autoanalyze"})
	}
	p.Report(f)
}

func analyzeFix(t *tree) *advice.Fix {
	return &advice.Fix{
		Summary: "analyze it",
		Steps:   t.steps(func(r *snapshot.Relation) []advice.Step { return []advice.Step{analyzeStep(r)} }),
		Caution: "There is nothing to undo: ANALYZE replaces old statistics by true ones. Plans may change, which is its purpose.",
	}
}
