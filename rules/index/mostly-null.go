package index

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// MostlyNull finds full indexes on columns that are null in most rows.
var MostlyNull = advice.Rule{
	ID:       "index/mostly-null",
	Title:    "an index most of whose entries are null",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
		snapshot.AreaColumnStatistics, snapshot.AreaIndexCounters, snapshot.AreaTableCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes, snapshot.AreaStatements, snapshot.AreaCollations},
	Thresholds: []advice.Threshold{
		{Name: "min_null", Default: 50, Unit: "percent", Doc: "share of rows in which the column is null"},
		{Name: "min_rows", Default: 100_000, Unit: "rows", Doc: "smaller tables are not judged"},
		{Name: "min_bytes", Default: 1 << 20, Unit: "bytes", Doc: "what the entries of nulls must take"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range tables(p) {
			if p.Rows(t) < p.Threshold("min_rows") {
				continue
			}
			for _, x := range p.IndexesOf(t.OID) {
				if fullSingleColumn(p, x) {
					judgeNulls(p, t, x)
				}
			}
		}
	},
}

// fullSingleColumn reports whether a partial index could take x's place: it
// has one key column, holds all rows, and nothing rests on it. Of one that
// nothing scans index/unused speaks, unless it is there for a foreign key.
func fullSingleColumn(p *advice.Pass, x *snapshot.Index) bool {
	return x.AccessMethod == "btree" && x.Fit() && len(x.Keys) == 1 && x.Keys[0].Attnum != 0 &&
		x.Predicate == "" && !x.Unique && duty(p, x) == "" &&
		(useOf(p, x).scans > 0 || servesForeignKey(p, x) != nil)
}

func judgeNulls(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index) {
	c := t.Column(x.Keys[0].Attnum)
	if c == nil || c.NotNull {
		return
	}
	share, ok := nullShare(p, t, c)
	switch {
	case !ok:
		p.NotAssessable(fmt.Sprintf("column %s.%s has no statistics", t.PG(), pg.QuoteIdent(c.Name)), "analyze "+t.PG().String())
		return
	case share < p.Threshold("min_null")/100 || constantKeys(p, x) != "" || looksForNulls(p, t, c):
		return
	}
	if _, gone := dispensable(p, t, maxRatio)[x]; gone {
		return
	}
	bytes := nullBytes(p, x, share)
	if float64(bytes) < p.Threshold("min_bytes") {
		return
	}
	p.Report(advice.Finding{
		Severity: bySize(bytes),
		Title:    fmt.Sprintf("%s of the entries of index %s are null", advice.Percent(share), sized(p, x)),
		Object:   p.IndexObject(x),
		Evidence: []advice.Evidence{
			{Name: "null share of " + pg.QuoteIdent(c.Name), Value: advice.Percent(share), Source: "pg_stats.null_frac"},
			{Name: "rows", Value: p.Rows(t), Unit: "rows", Source: "pg_class.reltuples"},
			definitionEvidence(p, x), sizeEvidence(p, x), scanEvidence(p, x),
		},
		Impact: advice.Impact{
			Summary: fmt.Sprintf("%s hold entries that no = or range condition finds, and every insert with a null writes one more", advice.Size(bytes)),
			Bytes:   bytes,
		},
		Fix: partial(p, t, x, c),
	})
}

// partial is the fix that leaves the nulls out.
func partial(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, c *snapshot.Column) *advice.Fix {
	some := *x
	some.Predicate = "(" + pg.QuoteIdent(c.Name) + " is not null)"
	b := p.BuildIndexes()
	name := b.Name(t, x, "idx")
	b.Create(&some, name)
	return &advice.Fix{
		Summary: fmt.Sprintf("replace %s by an index without the nulls, %s", x.PG(), pg.QuoteIdent(name.Name)),
		Steps:   append(b.Steps, p.DropIndex(x, x.PG())),
		Undo:    append(p.RecreateIndex(x), b.Undo(x, name)...),
		Caution: strings.TrimSpace("Queries with IS NULL on the column, or that sort all rows by it, cannot use the partial index; foreign key checks can. " + dropCaution(p, x)),
	}
}

// nullShare is the share of rows in which a column is null, over all
// partitions; ok is false where some have no statistics.
func nullShare(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) (share float64, ok bool) {
	var nulls, all float64
	for _, leaf := range p.Leaves(t) {
		rows, own := p.Rows(leaf), leaf.ColumnNamed(c.Name)
		if rows == 0 || own == nil {
			continue
		}
		s := p.ColumnStats(leaf.OID, own.Attnum)
		if s == nil {
			return 0, false
		}
		nulls += s.NullFrac * rows
		all += rows
	}
	return nulls / max(1, all), all > 0
}

// nullBytes estimates what the entries of nulls take of an index's file:
// the identifier of a row in a posting list, or a whole entry where there is
// no deduplication.
func nullBytes(p *advice.Pass, x *snapshot.Index, share float64) int64 {
	var sum float64
	for _, l := range leaves(p, x) {
		entry, ok := entrySize(p, l)
		if !ok {
			continue
		}
		null := 16.0 + linePointer
		if deduplicates(p, l) != never {
			null = postingTID
		}
		sum += float64(l.Bytes) * share * null / (share*null + (1-share)*entry.high)
	}
	return int64(sum)
}

// looksForNulls reports whether a statement of the workload needs the nulls'
// entries: IS NULL on the column, or an order by it.
func looksForNulls(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) bool {
	name := `"?` + regexp.QuoteMeta(strings.ToLower(c.Name)) + `"?`
	needs := regexp.MustCompile(`\b` + name + `\s+is\s+null\b|\border\s+by\b.*\b` + name)
	for i := range p.Statements {
		q := strings.ToLower(p.Statements[i].Query)
		if strings.Contains(q, strings.ToLower(t.Name)) && needs.MatchString(q) {
			return true
		}
	}
	return false
}
