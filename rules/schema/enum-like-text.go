package schema

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// EnumLikeText finds text columns that hold a handful of words that nothing
// enforces.
var EnumLikeText = advice.Rule{
	ID:       "schema/enum-like-text",
	Title:    "a text column holds a few fixed words and nothing enforces them",
	Severity: advice.Low,
	Needs:    append([]snapshot.Area{snapshot.AreaIndexes}, valueAreas...),
	Wants:    []snapshot.Area{snapshot.AreaSettings},
	Thresholds: []advice.Threshold{minRows(10000), maxChanged,
		{Name: "max_distinct", Default: 20, Unit: "values", Doc: "most distinct values that count as a fixed set"},
	},
	Check: func(p *advice.Pass) {
		if !readable(p) {
			return
		}
		fixed := func(t *snapshot.Relation, c *snapshot.Column, s *snapshot.ColumnStatistics) bool {
			return isText(c) && !constrained(p, t, c, "fcx") && !freeText(c.Name) && fixedWords(p, s)
		}
		for _, tc := range judgedByValue(p, fixed) {
			for _, c := range tc.columns {
				reportWords(p, tc.table, c)
			}
		}
	},
}

var word = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,30}$`)

// fixedWords reports whether the values are all known, few, and look like the
// words of a program: status, kind, colour.
func fixedWords(p *advice.Pass, s *snapshot.ColumnStatistics) bool {
	values, freqs := s.MCV()
	if s.NDistinct < 2 || s.NDistinct > p.Threshold("max_distinct") || int(s.NDistinct) != len(values) || commonShare(s) < 0.999 || truthValues(s) {
		return false
	}
	for i, v := range values {
		// A word that a sample of 30,000 rows saw a few times has
		// companions that it did not see.
		if !word.MatchString(v) || freqs[i] < 0.0005 {
			return false
		}
	}
	return true
}

// freeText reports whether a column's name says that its values are not the
// program's but the world's.
func freeText(name string) bool {
	for part := range strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool { return r == '_' || r == '-' || r == ' ' }) {
		switch part {
		case "id", "name", "title", "label", "description", "comment", "note", "notes", "text", "city", "town", "street", "address",
			"firstname", "lastname", "surname", "author", "owner", "by", "user", "username", "host", "hostname", "tenant", "schema", "customer",
			"company", "brand", "vendor", "supplier", "version", "path", "file", "url", "email", "tag", "tags", "key", "value":
			return true
		}
	}
	return false
}

func reportWords(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) {
	s := p.ColumnStats(t.OID, c.Attnum)
	table, q := t.PG().String(), pg.QuoteIdent(c.Name)
	name := pg.QuoteIdent(advice.NewName(p.ConstraintNameTaken(t.OID), t.Name, c.Name, "check"))
	// The words are read on the server: a fix holds no data.
	add := fmt.Sprintf("execute pg_catalog.format('alter table %s add constraint %s check (%s in (%%s)) not valid', words)", quoted(table), quoted(name), quoted(q))
	find := fmt.Sprintf("select pg_catalog.string_agg(pg_catalog.quote_literal(v), ', ' order by v) into words from (select distinct %s as v from %s where %s is not null) w", q, table, q)
	alter := "alter table " + table + " "
	p.Report(advice.Finding{
		Title:  fmt.Sprintf("column %s of %s held %.0f different words %s, and nothing enforces them", c.Name, table, s.NDistinct, p.LastAnalyze(t)),
		Object: advice.ColumnObject(t, c),
		Evidence: append([]advice.Evidence{
			{Name: "n_distinct", Value: s.NDistinct, Unit: "values", Source: "pg_stats.n_distinct"},
			{Name: "share of rows that hold them", Value: min(1, commonShare(s)), Source: "pg_stats.most_common_freqs"},
		}, sampleEvidence(p, t)...),
		Impact: advice.Impact{Summary: "a misspelt word is stored like any other: queries for the right one miss the row, and nobody is told"},
		Fix: &advice.Fix{
			Summary: "allow the words that are there with a check; new rows obey it at once, old ones are verified beside reads and writes",
			Steps: []advice.Step{
				advice.Locking(pg.AccessExclusiveLock, t.PG(), doBlock("words text", find, add)),
				advice.Locking(pg.ShareUpdateExclusiveLock, t.PG(), alter+"validate constraint "+name),
			},
			Undo:    []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), alter+"drop constraint "+name)},
			Caution: "the first step reads the whole table before it takes its lock for an instant; see that every word the application may write is in the check: it refuses others from then on. A look-up table with a foreign key, or an enum, says the same where words carry attributes, or an order",
		},
	})
}

// quoted prepares a name for the inside of a string that format() reads.
func quoted(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "'", "''"), "%", "%%")
}
