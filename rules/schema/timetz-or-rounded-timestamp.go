package schema

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TimetzOrRoundedTimestamp finds time with time zone, and timestamps that
// round to whole seconds.
var TimetzOrRoundedTimestamp = advice.Rule{
	ID:         "schema/timetz-or-rounded-timestamp",
	Title:      "time with time zone, or timestamps rounded to seconds",
	Severity:   advice.Low,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:      retypeAreas,
	Thresholds: []advice.Threshold{onlineBytes},
	Check: func(p *advice.Pass) {
		odd := func(_ *snapshot.Relation, c *snapshot.Column) bool {
			return c.TypeOID == typeTimeTZ || (c.TypeOID == typeTimestamp || c.TypeOID == typeTimestampTZ) && c.TypeMod == 0
		}
		for _, tc := range columnsWhere(p, odd) {
			p.Report(advice.Finding{
				Title:    tc.title("is "+tc.columns[0].Type, "are time with time zone or timestamp(0)"),
				Object:   advice.TableObject(tc.table),
				Evidence: []advice.Evidence{{Name: "columns", Value: tc.typed(), Source: "pg_attribute.atttypmod"}},
				Impact:   advice.Impact{Summary: "timestamp(0) rounds half a second up, into the future, where truncation was meant; a time of day with an offset but no date has no daylight-saving rule and cannot be converted"},
				Fix:      unround(p, tc),
			})
		}
	},
}

// unround drops the precision, which touches no row, and turns a time with
// an offset into the time of day at UTC.
func unround(p *advice.Pass, tc tableColumns) *advice.Fix {
	var changes []change
	timetz := false
	for _, c := range tc.columns {
		switch c.TypeOID {
		case typeTimeTZ:
			timetz = true
			changes = append(changes, change{column: c, to: "time without time zone", explicit: c.HasDefault,
				cast: func(c string) string { return "(" + c + " at time zone 'UTC')::time" },
				back: func(c string) string { return "(" + c + "::text || '+00')::time with time zone" }})
		case typeTimestamp:
			changes = append(changes, change{column: c, to: "timestamp without time zone", keep: true})
		default:
			changes = append(changes, change{column: c, to: "timestamp with time zone", keep: true})
		}
	}
	summary := "keep the full precision, and round or truncate with date_trunc() where a query wants whole seconds"
	if timetz {
		summary = "keep full precision, and times of day as they are at UTC"
	}
	fix := retype(p, tc.table, changes, summary)
	if timetz {
		fix.Caution += "; the offset of each value is lost: where it matters, keep a timestamptz, or the zone's name in a column beside the time"
	}
	return fix
}
