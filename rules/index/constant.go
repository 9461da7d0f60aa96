package index

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Constant finds indexes all of whose entries are equal.
var Constant = advice.Rule{
	ID:       "index/constant",
	Title:    "an index all of whose entries are equal",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
		snapshot.AreaColumnStatistics, snapshot.AreaIndexCounters, snapshot.AreaTableCounters, snapshot.AreaDatabaseCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes, snapshot.AreaReplication},
	Thresholds: []advice.Threshold{
		{Name: "min_rows", Default: 10_000, Unit: "rows", Doc: "smaller tables are not judged"},
		{Name: "min_days", Default: 7, Unit: "days", Doc: "for so long no scan may have used the index"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range tables(p) {
			if p.Rows(t) < p.Threshold("min_rows") {
				continue
			}
			for _, x := range p.IndexesOf(t.OID) {
				if constantKeys(p, x) != "" {
					reportConstant(p, t, x)
				}
			}
		}
	},
}

func reportConstant(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index) {
	if p.Server.InRecovery {
		p.NotAssessable("index scans on the primary do not show on this standby", "")
		return
	}
	if days, ok := p.CountersDays(); !ok || days < p.Threshold("min_days") {
		p.NotAssessable(youngCounters(p, p.Threshold("min_days")), "")
		return
	}
	value := constantKeys(p, x)
	p.Report(advice.Finding{
		Severity: bySize(size(p, x)),
		Title:    fmt.Sprintf("every entry of index %s was %s %s", sized(p, x), value, p.LastAnalyze(t)),
		Object:   p.IndexObject(x),
		Evidence: []advice.Evidence{
			definitionEvidence(p, x),
			{Name: "values of the keys", Value: value, Source: "pg_stats.null_frac, n_distinct, most_common_vals"},
			{Name: "rows", Value: p.Rows(t), Unit: "rows", Source: "pg_class.reltuples"},
			sizeEvidence(p, x), scanEvidence(p, x),
		},
		Impact: upkeep(size(p, x)),
		Fix:    withStandbys(p, dropping(p, x, fmt.Sprintf("drop %s: it cannot narrow a search", x.PG()))),
	})
}

// constantKeys says what value all entries of an unscanned index have, or ""
// where they differ, where that is not known, or where the index has another
// purpose. The statistics are a sample: a rare other value may hide, but then
// a query that looks for it would have scanned the index.
func constantKeys(p *advice.Pass, x *snapshot.Index) string {
	if x.AccessMethod != "btree" && x.AccessMethod != "hash" || !x.Fit() || x.Unique || x.Predicate != "" ||
		duty(p, x) != "" || servesForeignKey(p, x) != nil {
		return ""
	}
	if u := useOf(p, x); !u.known || u.scans > 0 {
		return ""
	}
	said := ""
	for i, k := range x.Keys {
		v, ok := constantColumn(p, p.Relation(x.TableOID), k.Attnum)
		if !ok {
			return ""
		}
		if i > 0 {
			said += ", "
		}
		said += v
	}
	return said
}

// constantColumn returns the one value that a column has in all rows of all
// partitions, by statistics that are not outdated.
func constantColumn(p *advice.Pass, t *snapshot.Relation, attnum int16) (string, bool) {
	c := t.Column(attnum)
	if c == nil {
		return "", false
	}
	value, found := "", false
	for _, leaf := range p.Leaves(t) {
		rows, k := p.Rows(leaf), p.TableCountersOf(leaf.OID)
		if rows == 0 && k != nil {
			continue
		}
		own := leaf.ColumnNamed(c.Name)
		if own == nil || k == nil || float64(k.ModSinceAnalyze) > 0.2*rows {
			return "", false
		}
		v, ok := constantValue(p.ColumnStats(leaf.OID, own.Attnum))
		if !ok || found && v != value {
			return "", false
		}
		value, found = v, true
	}
	return value, found
}

func constantValue(s *snapshot.ColumnStatistics) (string, bool) {
	switch {
	case s == nil:
		return "", false
	case s.NullFrac >= 1:
		return "null", true
	case s.NullFrac == 0 && s.NDistinct == 1:
		if values, _ := s.MCV(); len(values) == 1 {
			return values[0], true
		}
	}
	return "", false
}
