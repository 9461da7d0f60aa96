package schema

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// LegacyType finds hstore and xml columns, which jsonb has overtaken for
// data that queries look into.
var LegacyType = advice.Rule{
	ID:         "schema/legacy-type",
	Title:      "hstore or xml where jsonb would do",
	Severity:   advice.Info,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:      retypeAreas,
	Thresholds: []advice.Threshold{onlineBytes},
	Check: func(p *advice.Pass) {
		for _, tc := range columnsWhere(p, func(_ *snapshot.Relation, c *snapshot.Column) bool { return isHstore(c) }) {
			p.Report(hstoreFinding(p, tc))
		}
		xml := func(_ *snapshot.Relation, c *snapshot.Column) bool { return c.TypeOID == typeXML && !verbatim(c.Name) }
		for _, tc := range columnsWhere(p, xml) {
			for _, c := range tc.columns {
				p.Report(xmlFinding(tc.table, c))
			}
		}
	},
}

// isHstore goes by the name: an extension's type has no fixed OID.
func isHstore(c *snapshot.Column) bool {
	return c.Type == "hstore" || strings.HasSuffix(c.Type, ".hstore")
}

func hstoreFinding(p *advice.Pass, tc tableColumns) advice.Finding {
	var changes []change
	for _, c := range tc.columns {
		changes = append(changes, change{column: c, to: "jsonb", cast: castTo("jsonb"), explicit: true, oneWay: true})
	}
	f := advice.Finding{
		Title:    tc.title("is hstore", "are hstore"),
		Object:   advice.TableObject(tc.table),
		Evidence: []advice.Evidence{{Name: "columns", Value: tc.typed(), Source: "pg_attribute.atttypid"}},
		Impact:   advice.Impact{Summary: "hstore holds one level of text only, needs its extension on every copy, and is unknown to drivers and tools that all speak JSON"},
		Fix:      retype(p, tc.table, changes, "make them jsonb; every value stays a string"),
	}
	f.Fix.Caution += "; queries must change with it (-> gives jsonb, ->> text; || and ? stay); there is no cast back, so keep a copy of the column until that is sure"
	return f
}

func xmlFinding(t *snapshot.Relation, c *snapshot.Column) advice.Finding {
	return advice.Finding{
		Title:    "column " + c.Name + " of " + t.PG().String() + " is xml",
		Object:   advice.ColumnObject(t, c),
		Evidence: []advice.Evidence{{Name: "type", Value: c.Type, Source: "pg_attribute.atttypid"}},
		Impact:   advice.Impact{Summary: "xml has no comparison operators and no index of its own: every search parses every document"},
		Fix: &advice.Fix{
			Summary: "keep what queries look for in columns or jsonb, filled from the document with XMLTABLE; keep documents of record as they are",
			Steps:   []advice.Step{advice.ByHand("add a jsonb column, fill it from the document with XMLTABLE, move the queries to it, then drop the xml column or rename it to say that it is the original")},
			Caution: "a document cannot be rebuilt byte for byte from what was taken out of it: keep the original until nobody asks for it",
		},
	}
}
