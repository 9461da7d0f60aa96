package schema

import (
	"regexp"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// UuidInText finds text columns in which every sampled value is a UUID.
var UuidInText = advice.Rule{
	ID:         "schema/uuid-in-text",
	Title:      "UUIDs stored as text",
	Severity:   advice.Low,
	Needs:      valueAreas,
	Wants:      retypeAreas,
	Thresholds: []advice.Threshold{minRows(1000), maxChanged, minSamples, mediumBytes, onlineBytes},
	Check: func(p *advice.Pass) {
		if !readable(p) {
			return
		}
		uuids := func(_ *snapshot.Relation, c *snapshot.Column, s *snapshot.ColumnStatistics) bool {
			return isText(c) && all(p, sampled(s), uuidText.MatchString)
		}
		for _, tc := range judgedByValue(p, uuids) {
			for _, c := range tc.columns {
				reportUUID(p, tc.table, c)
			}
		}
	},
}

var mediumBytes = advice.Threshold{Name: "medium_bytes", Default: 1 << 30, Unit: "bytes", Doc: "waste from which it is medium"}

const uuidPattern = `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`

var uuidText = regexp.MustCompile(uuidPattern)

// all reports whether there are samples enough and every one passes.
func all(p *advice.Pass, values []string, ok func(string) bool) bool {
	for _, v := range values {
		if !ok(v) {
			return false
		}
	}
	return float64(len(values)) >= p.Threshold("min_samples")
}

func reportUUID(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) {
	s := p.ColumnStats(t.OID, c.Attnum)
	rows := p.Rows(t) * (1 - s.NullFrac)
	copies := 1.0
	for _, x := range p.IndexesOf(t.OID) {
		for _, a := range append(x.KeyColumns(), x.Include...) {
			if a == c.Attnum {
				copies++
			}
		}
	}
	// 36 characters and a length byte against 16 bytes.
	waste := int64(rows * copies * 21)
	f := advice.Finding{
		Title:  "column " + c.Name + " of " + t.PG().String() + " stores UUIDs as " + c.Type + ", " + kept(s),
		Object: advice.ColumnObject(t, c),
		Evidence: append([]advice.Evidence{
			{Name: "sampled values, all of them UUIDs", Value: len(sampled(s)), Unit: "values", Source: "pg_stats.histogram_bounds"},
			{Name: "type", Value: c.Type, Source: "pg_attribute.atttypid"},
		}, sampleEvidence(p, t)...),
		Impact: advice.Impact{Bytes: waste, Summary: "37 bytes where 16 would do, in the table and in each index, compared as strings; the same UUID in another spelling counts as another key"},
		Fix:    retypeProbed(p, t, change{column: c, to: "uuid", cast: castTo("uuid"), explicit: true}, uuidPattern, "make it uuid"),
	}
	f.Fix.Caution += "; uuid prints in lower case: code that compares the text with upper-case digits must change"
	if waste >= int64(p.Threshold("medium_bytes")) {
		f.Severity = advice.Medium
	}
	p.Report(f)
}

// retypeProbed is retype behind a step that reads the table and fails when a
// value would not convert: the sample has seen only some of them. What must be
// mended before any rewrite stays in front.
func retypeProbed(p *advice.Pass, t *snapshot.Relation, ch change, pattern, summary string) *advice.Fix {
	fix := retype(p, t, []change{ch}, summary)
	q, table := pg.QuoteIdent(ch.column.Name), t.PG().String()
	probe := advice.Locking(pg.AccessShareLock, t.PG(), doBlock("",
		"if exists (select from "+table+" where "+q+" !~ "+pg.QuoteLiteral(pattern)+") then raise exception using message = "+
			pg.QuoteLiteral(table+"."+q+" holds values that do not convert to "+ch.to)+"; end if"))
	at := 0
	for at < len(fix.Steps) && slices.Contains(p.BeforeRewrite(t), fix.Steps[at]) {
		at++
	}
	fix.Steps = slices.Insert(fix.Steps, at, probe)
	return fix
}
