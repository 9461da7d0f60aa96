package constraint

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// UnenforcedUnique finds columns that are named like a key, hold no value
// twice as far as statistics tell, and are not kept so by anything.
var UnenforcedUnique = advice.Rule{
	ID:       "constraint/unenforced-unique",
	Title:    "a column of keys that nothing keeps unique",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
		snapshot.AreaColumnStatistics, snapshot.AreaTableCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSettings},
	Thresholds: []advice.Threshold{
		{Name: "min_rows", Default: 10000, Unit: "rows", Doc: "in smaller tables uniqueness may be chance"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			// Of a partitioned table or an inheritance tree no single column
			// can be made unique; a record of events repeats its values.
			if t.Kind != "r" || len(t.Parents) > 0 || len(p.Children(t.OID)) > 0 || t.OfType != "" || journal.MatchString(t.Name) || p.Rows(t) < p.Threshold("min_rows") {
				continue
			}
			for i := range t.Columns {
				c := &t.Columns[i]
				if c.Dropped || !keyLike(c) || guarded(p, t, c) {
					continue
				}
				switch s := p.ColumnStats(t.OID, c.Attnum); {
				case s == nil && t.StatsVisible:
					p.NotAssessable(t.PG().String()+" was never analyzed", "analyze "+t.PG().String())
				case s != nil && s.NullFrac < 1 && s.NDistinct <= -(1-s.NullFrac)+1e-6:
					reportUnenforced(p, t, c, s)
				}
			}
		}
	},
}

// keyNames and keyEnds are names that people give to what identifies a thing.
var (
	keyNames = strings.Fields("email e_mail email_address emailaddress username user_name login login_name handle nickname slug permalink " +
		"sku code isbn isbn10 isbn13 ean gtin upc iban vin imei ssn barcode serial uuid guid token api_key apikey " +
		"external_id externalid external_ref external_key reference ref ref_no")
	keyEnds = strings.Fields("_number _no _nr _code _sku _slug _uuid _guid _ref _reference _key _token _serial")
)

func named(column string) bool {
	name := strings.ToLower(column)
	return slices.Contains(keyNames, name) || slices.ContainsFunc(keyEnds, func(end string) bool { return strings.HasSuffix(name, end) })
}

// placeName matches names that end like a key's and are of something that
// many rows share.
var placeName = regexp.MustCompile(`(?i)(phone|fax|mobile|house|street|zip|postal|post|area|country|currency|language|lang|locale|status|state|error|reason|line|row|page|version|build|room|floor|seat|lot|batch|account|routing|response|sort|type|promo|coupon|discount|tax|color|colour|region|city)_?(number|no|nr|code|key|ref)$`)

// journal matches tables that record what happened to things.
var journal = regexp.MustCompile(`(?i)(^|_)(log|logs|history|hist|audit|audits|event|events|archive|archived|backup|bak|old|tmp|temp|staging|stage|import|imports|queue|outbox|inbox|journal|snapshot|snapshots)($|_)`)

// keyLike judges a column by name and type. Its own n_distinct, set by hand,
// says nothing of the values.
func keyLike(c *snapshot.Column) bool {
	texts := []pg.OID{typeText, typeVarchar, typeBPChar, typeInt4, typeInt8, typeNumeric, typeUUID}
	byHand := slices.ContainsFunc(c.Options, func(o string) bool { return len(o) > 11 && o[:11] == "n_distinct=" })
	return !byHand && c.Generated == "" && (slices.Contains(texts, c.TypeOID) || c.Type == "citext" || c.Type == "public.citext") &&
		named(c.Name) && !placeName.MatchString(c.Name)
}

// guarded reports whether the column is part of anything that is unique, by
// itself or with others, or refers to another table.
func guarded(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) bool {
	for _, x := range p.IndexesOf(t.OID) {
		if (x.Unique || x.Exclusion) && (slices.Contains(x.KeyColumns(), c.Attnum) || slices.Contains(x.PredicateColumns, c.Attnum)) {
			return true
		}
	}
	for _, k := range p.ConstraintsOf(t.OID) {
		if k.Type == "f" && slices.Contains(k.Columns, c.Attnum) {
			return true
		}
	}
	return false
}

func reportUnenforced(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column, s *snapshot.ColumnStatistics) {
	sample, _ := p.SampledRows(t)
	name := advice.NewName(p.RelationNameTaken(t.Schema), t.Name, c.Name, "key")
	q := pg.QuoteIdent(name)
	caution := "First be sure that the value is meant to be unique. If the build fails on a duplicate, the statistics were wrong: drop the invalid index that is left."
	if c.TypeOID == typeText || c.TypeOID == typeVarchar {
		caution += " Where case does not count, as in addresses, index lower(" + pg.QuoteIdent(c.Name) + ") instead, without the second step."
	}
	p.Report(advice.Finding{
		Title:  fmt.Sprintf("column %s of %s looks like a key and nothing keeps it unique: no value twice %s", pg.QuoteIdent(c.Name), t.PG(), p.LastAnalyze(t)),
		Object: advice.ColumnObject(t, c),
		Evidence: []advice.Evidence{
			{Name: "n_distinct", Value: s.NDistinct, Source: "pg_stats.n_distinct"},
			{Name: "null fraction", Value: s.NullFrac, Source: "pg_stats.null_frac"},
			{Name: "rows that ANALYZE reads", Value: int64(math.Round(sample)), Unit: "rows", Source: "pg_settings.default_statistics_target"},
			rowsEvidence(p, t),
		},
		Impact: advice.Impact{Summary: "two requests at the same time can store the same value, whatever the application checks before; the planner cannot count on one row either"},
		Fix: &advice.Fix{
			Summary: "make " + pg.QuoteIdent(c.Name) + " unique; building the index proves that it is",
			Steps: []advice.Step{
				advice.Concurrently(t.PG(), "create unique index concurrently "+q+" on "+t.PG().String()+" ("+pg.QuoteIdent(c.Name)+")"),
				advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"add constraint "+q+" unique using index "+q),
			},
			Undo:    []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"drop constraint "+q)},
			Caution: caution,
		},
	})
}
