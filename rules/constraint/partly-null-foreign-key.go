package constraint

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// PartlyNullForeignKey finds foreign keys of several columns that a single
// NULL switches off.
var PartlyNullForeignKey = advice.Rule{
	ID:       "constraint/partly-null-foreign-key",
	Title:    "a foreign key that one null of several columns switches off",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints, snapshot.AreaExpressions},
	Wants:    []snapshot.Area{snapshot.AreaColumnStatistics},
	Check: func(p *advice.Pass) {
		for _, k := range foreignKeys(p) {
			t := p.Relation(k.TableOID)
			if null := nullable(t, k.Columns); k.Match == "s" && k.Enforced && len(null) >= 2 && !allOrNone(p, t, null) {
				reportPartlyNull(p, t, k, null)
			}
		}
	},
}

func nullable(t *snapshot.Relation, attnums []int16) []int16 {
	var out []int16
	for _, n := range attnums {
		if c := t.Column(n); c != nil && !c.NotNull {
			out = append(out, n)
		}
	}
	return out
}

// allOrNone reports whether a check speaks of all of the columns: that is
// what a check of num_nulls() or of pairs of IS NULL does.
func allOrNone(p *advice.Pass, t *snapshot.Relation, columns []int16) bool {
	for _, k := range p.ConstraintsOf(t.OID) {
		all := !slices.ContainsFunc(columns, func(c int16) bool { return !slices.Contains(k.Columns, c) })
		about := strings.Contains(k.Expression, "NULL") || strings.Contains(k.Expression, "num_n")
		if k.Type == "c" && k.Enforced && all && about {
			return true
		}
	}
	return false
}

func reportPartlyNull(p *advice.Pass, t *snapshot.Relation, k *snapshot.Constraint, null []int16) {
	names := t.ColumnNames(null)
	f := advice.Finding{
		Title:    fmt.Sprintf("foreign key %s checks nothing when one of %s is null", called(p, k), strings.Join(names, ", ")),
		Object:   p.ConstraintObject(k),
		Evidence: []advice.Evidence{references(p, k), {Name: "confmatchtype", Value: "simple", Source: "pg_constraint.confmatchtype"}},
		Impact:   advice.Impact{Summary: "a row with half a reference is accepted, whatever stands in the other half, and joins to nothing"},
	}
	least, most := math.Inf(1), 0.0
	for _, n := range null {
		s := p.ColumnStats(t.OID, n)
		if s == nil {
			least, most = 0, 0
			break
		}
		least, most = min(least, s.NullFrac), max(most, s.NullFrac)
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "null fraction of " + t.Column(n).Name, Value: s.NullFrac, Source: "pg_stats.null_frac"})
	}
	if most > least {
		// Where one column is null more often than another, some rows have
		// the one without the other.
		f.Severity = advice.Medium
		f.Title += fmt.Sprintf(", as in about %s rows", advice.Count((most-least)*p.Rows(t)))
	}
	name := pg.QuoteIdent(advice.NewName(p.ConstraintNameTaken(t.OID), k.Name, "whole"))
	f.Fix = &advice.Fix{
		Summary: "let a reference be whole or absent",
		Steps: []advice.Step{
			advice.Locking(pg.AccessExclusiveLock, t.PG(), fmt.Sprintf("%sadd constraint %s check (pg_catalog.num_nulls(%s) in (0, %d)) not valid", alter(t), name, pg.QuoteIdents(names), len(names))),
			advice.Locking(pg.ShareUpdateExclusiveLock, t.PG(), alter(t)+"validate constraint "+name),
		},
		Undo:    []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"drop constraint "+name)},
		Caution: fmt.Sprintf("an application that writes half references fails from the first step on; the second one fails if there are any: select * from %s where pg_catalog.num_nulls(%s) between 1 and %d", t.PG(), pg.QuoteIdents(names), len(names)-1),
	}
	p.Report(f)
}
