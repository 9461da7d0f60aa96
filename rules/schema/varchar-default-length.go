package schema

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// habitual are the lengths that come from another system's limits, not from
// the data: MySQL's length byte and index prefix, an ORM's default.
var habitual = []int32{191, 250, 254, 255, 256}

// VarcharDefaultLength finds varchar columns whose limit is a habit and whose
// values come near it.
var VarcharDefaultLength = advice.Rule{
	ID:       "schema/varchar-default-length",
	Title:    "values come near a varchar limit that nobody chose",
	Severity: advice.Info,
	Needs:    valueAreas,
	Wants:    retypeAreas,
	Thresholds: []advice.Threshold{minRows(1000), maxChanged, onlineBytes,
		{Name: "near_percent", Default: 90, Unit: "percent", Doc: "length of the longest sampled value, of the limit, from which it is near"},
	},
	Check: func(p *advice.Pass) {
		if !readable(p) {
			return
		}
		near := func(_ *snapshot.Relation, c *snapshot.Column, s *snapshot.ColumnStatistics) bool {
			n := declaredLength(c)
			return c.TypeOID == typeVarchar && slices.Contains(habitual, n) && 100*float64(longest(s)) >= p.Threshold("near_percent")*float64(n)
		}
		for _, tc := range judgedByValue(p, near) {
			reportLimit(p, tc)
		}
	},
}

// longest is the length in characters of the longest sampled value.
func longest(s *snapshot.ColumnStatistics) int {
	n := 0
	for _, v := range sampled(s) {
		n = max(n, utf8.RuneCountInString(v))
	}
	return n
}

func reportLimit(p *advice.Pass, tc tableColumns) {
	var changes []change
	var lengths []string
	for _, c := range tc.columns {
		changes = append(changes, change{column: c, to: "text", keep: true})
		lengths = append(lengths, fmt.Sprintf("%s: %d of %d", c.Name, longest(p.ColumnStats(tc.table.OID, c.Attnum)), declaredLength(c)))
	}
	f := advice.Finding{
		Title:  tc.title("has values near its habitual limit of "+fmt.Sprint(declaredLength(tc.columns[0]))+" characters", "have values near their habitual limits"),
		Object: advice.TableObject(tc.table),
		Evidence: append([]advice.Evidence{
			{Name: "longest sampled value", Value: lengths, Unit: "characters", Source: "pg_stats.histogram_bounds"},
			{Name: "columns", Value: tc.typed(), Source: "pg_attribute.atttypmod"},
		}, sampleEvidence(p, tc.table)...),
		Impact: advice.Impact{Summary: "the next longer value is refused with 22001; varchar(255) costs and saves nothing against text"},
		Fix:    retype(p, tc.table, changes, "make them text; where a limit is a rule of the business, say it in a check"),
	}
	f.Fix.Caution += "; a limit that is a rule of the business belongs in a check, which can be changed beside reads and writes"
	p.Report(f)
}
