package schema

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TypedValueInText finds text columns in which every sampled value is a
// number, a date, a moment, an address, a document or a truth value.
var TypedValueInText = advice.Rule{
	ID:         "schema/typed-value-in-text",
	Title:      "numbers, dates or documents stored as text",
	Severity:   advice.Low,
	Needs:      append([]snapshot.Area{snapshot.AreaIndexes}, valueAreas...),
	Wants:      retypeAreas,
	Thresholds: []advice.Threshold{minRows(1000), maxChanged, minSamples, onlineBytes},
	Check: func(p *advice.Pass) {
		if !readable(p) {
			return
		}
		kinds := map[*snapshot.Column]*hiddenType{}
		hidden := func(t *snapshot.Relation, c *snapshot.Column, s *snapshot.ColumnStatistics) bool {
			if !isText(c) || constrained(p, t, c, "f") {
				return false
			}
			kinds[c] = typeOfValues(p, c.Name, s)
			return kinds[c] != nil
		}
		for _, tc := range judgedByValue(p, hidden) {
			for _, c := range tc.columns {
				reportHidden(p, tc.table, c, kinds[c])
			}
		}
	},
}

func reportHidden(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column, h *hiddenType) {
	s := p.ColumnStats(t.OID, c.Attnum)
	to := h.to
	ch := change{column: c, to: to, cast: castTo(to), back: castTo("text"), explicit: true}
	f := advice.Finding{
		Title:  "column " + c.Name + " of " + t.PG().String() + " is " + c.Type + " but holds " + h.plural + ", " + kept(s),
		Object: advice.ColumnObject(t, c),
		Evidence: append([]advice.Evidence{
			{Name: "sampled values, all of them " + h.plural, Value: len(sampled(s)), Unit: "values", Source: "pg_stats.histogram_bounds, most_common_vals"},
			{Name: "type", Value: c.Type, Source: "pg_attribute.atttypid"},
		}, sampleEvidence(p, t)...),
		Impact: advice.Impact{Summary: "the database cannot refuse a wrong value, sorts by spelling, casts at every comparison, and plans ranges from string statistics"},
		Fix:    retypeProbed(p, t, ch, h.pattern, "make it "+to),
	}
	f.Fix.Caution += "; the conversion keeps the value, not its spelling, and stops at the first one that is no " + to
	p.Report(f)
}
