package schema

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// NullableNeverNull finds columns that may be NULL and were not in any row that
// ANALYZE read.
var NullableNeverNull = advice.Rule{
	ID:         "schema/nullable-never-null",
	Title:      "columns that may be NULL and never are",
	Severity:   advice.Info,
	Needs:      append([]snapshot.Area{snapshot.AreaExpressions}, valueAreas...),
	Wants:      []snapshot.Area{snapshot.AreaSettings},
	Thresholds: []advice.Threshold{minRows(10000), maxChanged},
	Check: func(p *advice.Pass) {
		always := func(t *snapshot.Relation, c *snapshot.Column, s *snapshot.ColumnStatistics) bool {
			// Booleans are schema/three-state-boolean's.
			return !c.NotNull && s.NullFrac == 0 && c.TypeOID != typeBool && !notNullCheck(p, t, c)
		}
		for _, tc := range judgedByValue(p, always) {
			read := p.LastAnalyze(tc.table)
			steps, undo := notNull(p, tc.table, tc.names())
			f := advice.Finding{
				Title:  tc.title("may be NULL and was not in any row "+read, "may be NULL and were not in any row "+read),
				Object: advice.TableObject(tc.table),
				Evidence: append([]advice.Evidence{
					{Name: "columns", Value: tc.names(), Source: "pg_attribute.attnotnull"},
					{Name: "null_frac", Value: 0, Source: "pg_stats.null_frac"},
				}, sampleEvidence(p, tc.table)...),
				Impact: advice.Impact{Summary: "every reader must cope with a NULL that does not come, and the first one that does come meets code that nobody tested with one"},
				Fix: &advice.Fix{
					Summary: "forbid NULL, which the second step first verifies for every row",
					Steps:   steps,
					Undo:    undo,
					Caution: "ANALYZE saw no NULL: if there is one all the same, the second step fails and the check can be dropped again; if the application still writes one (a field filled later, say), its INSERT would fail; take such columns out of the statement",
				},
			}
			if len(foreign(p, tc)) > 0 {
				f.Severity = advice.Low
			}
			p.Report(f)
		}
	},
}

// foreign are the columns that are part of a foreign key, where a NULL means
// a row without its parent.
func foreign(p *advice.Pass, tc tableColumns) []*snapshot.Column {
	var out []*snapshot.Column
	for _, c := range tc.columns {
		if constrained(p, tc.table, c, "f") {
			out = append(out, c)
		}
	}
	return out
}
