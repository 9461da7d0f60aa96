package schema

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TimestampWithoutTimeZone finds timestamps that name no moment.
var TimestampWithoutTimeZone = advice.Rule{
	ID:         "schema/timestamp-without-time-zone",
	Title:      "timestamp without time zone names no moment",
	Severity:   advice.Low,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:      append([]snapshot.Area{snapshot.AreaSettings, snapshot.AreaSettingOverrides}, retypeAreas...),
	Thresholds: []advice.Threshold{onlineBytes},
	Check: func(p *advice.Pass) {
		zoneless := func(t *snapshot.Relation, c *snapshot.Column) bool {
			return c.TypeOID == typeTimestamp && !localTime(t, c)
		}
		for _, tc := range columnsWhere(p, zoneless) {
			p.Report(advice.Finding{
				Title:  tc.title("is timestamp without time zone", "are timestamp without time zone"),
				Object: advice.TableObject(tc.table),
				Evidence: []advice.Evidence{
					{Name: "columns", Value: tc.names(), Source: "pg_attribute.atttypid"},
					{Name: "TimeZone", Value: zone(p), Source: "pg_settings.setting"},
				},
				Impact: advice.Impact{Summary: "the values are readings of a clock, not moments: sessions in different zones write and read different times, and an hour a year is ambiguous; comparing with now() converts by the session's zone"},
				Fix:    withTimeZone(p, tc),
			})
		}
	},
}

// localTime reports whether a column is meant to be a clock reading: it says
// so, or the zone is kept beside it.
func localTime(t *snapshot.Relation, c *snapshot.Column) bool {
	if strings.Contains(strings.ToLower(c.Name), "local") {
		return true
	}
	for i := range t.Columns {
		switch n := strings.ToLower(t.Columns[i].Name); {
		case t.Columns[i].Dropped || !isText(&t.Columns[i]):
		case strings.Contains(n, "timezone"), strings.Contains(n, "time_zone"), n == "tz", n == "tzid", strings.HasSuffix(n, "_tz"):
			return true
		}
	}
	return false
}

// zone is the TimeZone that sessions of this database start with.
func zone(p *advice.Pass) string {
	if z, ok := p.Effective("TimeZone", p.Server.Database, ""); ok {
		return z
	}
	return "unknown"
}

func isUTC(zone string) bool {
	switch strings.ToUpper(zone) {
	case "UTC", "ETC/UTC", "GMT", "ETC/GMT", "UCT", "ZULU", "ETC/ZULU", "UNIVERSAL", "GREENWICH":
		return true
	}
	return false
}

// withTimeZone makes the columns timestamptz. In a session at UTC the
// server rewrites nothing (release notes of PostgreSQL 12): the bits are
// the same, only the indexes are built again. A precision is let go: to keep
// it would add a length coercion, and with it a rewrite.
func withTimeZone(p *advice.Pass, tc tableColumns) *advice.Fix {
	z, t := zone(p), tc.table
	utc := isUTC(z)
	if z == "unknown" {
		z, utc = "UTC", true
	}
	var changes []change
	for _, c := range tc.columns {
		ch := change{column: c, to: "timestamp with time zone", keep: utc}
		if !utc {
			at := func(c string) string { return c + " at time zone " + pg.QuoteLiteral(z) }
			ch.cast, ch.back = at, at
		}
		changes = append(changes, ch)
	}
	fix := retype(p, t, changes, "make them timestamptz, taking the values for times in "+z)
	if utc && len(fix.Undo) > 0 {
		fix.Steps, fix.Undo = atUTC(fix.Steps), atUTC(fix.Undo)
		fix.Caution = "rewrites no rows but builds the indexes on them again under ACCESS EXCLUSIVE"
	}
	fix.Caution += "; if the values were written in another zone than " + z + ", name that one with AT TIME ZONE, which rewrites the table"
	return fix
}

// atUTC runs each ALTER with the session's zone at UTC.
func atUTC(steps []advice.Step) []advice.Step {
	out := append([]advice.Step{}, steps...)
	for i, s := range out {
		if strings.HasPrefix(s.SQL, "alter table ") {
			out[i].SQL = doBlock("", "set local timezone to 'UTC'", s.SQL)
		}
	}
	return out
}
