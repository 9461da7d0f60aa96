package schema

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// JsonType finds json where jsonb would do.
var JsonType = advice.Rule{
	ID:         "schema/json-type",
	Title:      "json columns are parsed again at every read",
	Severity:   advice.Low,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:      retypeAreas,
	Thresholds: []advice.Threshold{onlineBytes},
	Check: func(p *advice.Pass) {
		textual := func(_ *snapshot.Relation, c *snapshot.Column) bool {
			return c.TypeOID == typeJSON && !verbatim(c.Name)
		}
		for _, tc := range columnsWhere(p, textual) {
			var changes []change
			for _, c := range tc.columns {
				changes = append(changes, change{column: c, to: "jsonb", cast: castTo("jsonb"), back: castTo("json")})
			}
			f := advice.Finding{
				Title:    tc.title("is json, not jsonb", "are json, not jsonb"),
				Object:   advice.TableObject(tc.table),
				Evidence: []advice.Evidence{{Name: "columns", Value: tc.names(), Source: "pg_attribute.atttypid"}},
				Impact:   advice.Impact{Summary: "the text is parsed at every -> and ->>; it has no equality (so no DISTINCT, GROUP BY or UNION), no containment and no GIN index"},
				Fix:      retype(p, tc.table, changes, "make them jsonb"),
			}
			f.Fix.Caution += "; jsonb keeps neither key order, white space nor repeated keys, and refuses \\u0000: leave json where the document is signed or must be given back byte for byte"
			p.Report(f)
		}
	},
}

// verbatim reports whether a name says that the document is kept as it came.
func verbatim(name string) bool {
	for part := range strings.SplitSeq(strings.ToLower(name), "_") {
		switch part {
		case "raw", "original", "verbatim", "signed", "source":
			return true
		}
	}
	return false
}
