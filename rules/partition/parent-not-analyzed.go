package partition

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ParentNotAnalyzed finds partitioned tables without statistics of their own.
var ParentNotAnalyzed = advice.Rule{
	ID:       "partition/parent-not-analyzed",
	Title:    "a partitioned table that was never analyzed as a whole",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaColumnStatistics, snapshot.AreaTableCounters,
	},
	Thresholds: []advice.Threshold{
		{Name: "min_rows", Default: 10_000, Unit: "rows", Doc: "smaller tables are planned well enough by guesses"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			if t.Kind == "p" && len(p.Children(t.OID)) > 1 && p.Rows(t) >= p.Threshold("min_rows") && !analyzed(p, t) {
				reportParent(p, t)
			}
		}
	},
}

// analyzed reports whether the table has statistics over all partitions, or
// might have some that we may not read.
func analyzed(p *advice.Pass, t *snapshot.Relation) bool {
	if !t.StatsVisible {
		k := p.TableCountersOf(t.OID) // 14+
		return k == nil || k.LastAnalyze != nil || k.LastAutoanalyze != nil
	}
	for _, c := range t.Columns {
		if p.ColumnStats(t.OID, c.Attnum) != nil {
			return true
		}
	}
	return false
}

func reportParent(p *advice.Pass, t *snapshot.Relation) {
	sql, only := "analyze "+t.PG().String(), ""
	if p.Major() >= 18 {
		sql, only = "analyze only "+t.PG().String(), " ONLY"
	}
	p.Report(advice.Finding{
		Title:  fmt.Sprintf("partitioned table %s (%s rows) was never analyzed as a whole", t.PG(), advice.Count(p.Rows(t))),
		Object: advice.TableObject(t),
		Evidence: []advice.Evidence{
			{Name: "statistics over all partitions", Value: 0, Unit: "columns", Source: "pg_stats.inherited"},
			{Name: "rows", Value: p.Rows(t), Unit: "rows", Source: "pg_class.reltuples of the partitions"},
			{Name: "partitions", Value: len(p.Leaves(t)), Unit: "partitions", Source: "pg_inherits"},
		},
		Impact: advice.Impact{Summary: "the planner guesses joins, groupings and ranges over the whole table by built-in constants, and may be wrong by orders of magnitude"},
		Fix: &advice.Fix{
			Summary: fmt.Sprintf("analyze %s, and have a job do it regularly", t.PG()),
			Steps:   []advice.Step{advice.Locking(pg.ShareUpdateExclusiveLock, t.PG(), sql)},
			Caution: fmt.Sprintf("Autovacuum analyzes partitions, never the parent: schedule ANALYZE%s, daily or after each load. Statistics cannot be un-collected, and plans change when they appear; there is no undo.", only),
		},
	})
}
