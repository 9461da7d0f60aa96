package constraint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// DuplicateCheck finds CHECK constraints that say what another constraint of
// the table says.
var DuplicateCheck = advice.Rule{
	ID:       "constraint/duplicate-check",
	Title:    "a check that another constraint makes needless",
	Severity: advice.Info,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints, snapshot.AreaExpressions},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			var seen []*snapshot.Constraint
			for _, k := range checksOf(p, t) {
				i := slices.IndexFunc(seen, func(o *snapshot.Constraint) bool { return sameCheck(o, k) })
				switch {
				case i >= 0:
					reportCheckTwice(p, t, k, pg.QuoteIdent(seen[i].Name), advice.Evidence{Name: "condition of " + pg.QuoteIdent(seen[i].Name), Value: seen[i].Expression, Source: "pg_constraint.conbin"})
				case saysNotNull(p, t, k):
					reportCheckTwice(p, t, k, "NOT NULL", advice.Evidence{Name: "attnotnull", Value: true, Source: "pg_attribute.attnotnull"})
				default:
					seen = append(seen, k)
				}
			}
		}
	},
}

// checksOf returns the table's own enforced checks, the one to keep of equal
// ones first: a valid one, then the oldest.
func checksOf(p *advice.Pass, t *snapshot.Relation) []*snapshot.Constraint {
	var out []*snapshot.Constraint
	for _, k := range p.ConstraintsOf(t.OID) {
		if k.Type == "c" && k.Enforced && !k.Inherited && k.Extension == "" && k.Expression != "" {
			out = append(out, k)
		}
	}
	slices.SortStableFunc(out, func(a, b *snapshot.Constraint) int {
		if a.Validated != b.Validated {
			if a.Validated {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.OID, b.OID)
	})
	return out
}

// sameCheck reports whether keep says all that k says. What the server prints
// of an expression is the same for the same expression tree.
func sameCheck(keep, k *snapshot.Constraint) bool {
	return unwrap(keep.Expression) == unwrap(k.Expression) && (!keep.NoInherit || k.NoInherit)
}

// unwrap takes away white space and the parentheses around the whole.
func unwrap(s string) string {
	s = strings.TrimSpace(s)
	for strings.HasPrefix(s, "(") && closes(s) == len(s)-1 {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	return s
}

// closes returns where the parenthesis that opens s ends; -1 where quotes
// make that hard to tell.
func closes(s string) int {
	if strings.ContainsAny(s, `'"`) {
		return -1
	}
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// saysNotNull reports whether a check demands nothing but that columns are
// not null which are NOT NULL anyway.
func saysNotNull(p *advice.Pass, t *snapshot.Relation, k *snapshot.Constraint) bool {
	if !strings.Contains(k.Expression, "IS NOT NULL") {
		return false
	}
	names, only := notNullColumns(k.Expression)
	for _, n := range names {
		c := t.ColumnNamed(n)
		only = only && c != nil && c.NotNull && !unprovenNotNull(p, t, c.Attnum)
	}
	return only
}

// unprovenNotNull reports whether a column's NOT NULL is NOT VALID, which it
// can be from PostgreSQL 18 on.
func unprovenNotNull(p *advice.Pass, t *snapshot.Relation, attnum int16) bool {
	return slices.ContainsFunc(p.ConstraintsOf(t.OID), func(k *snapshot.Constraint) bool {
		return k.Type == "n" && !k.Validated && slices.Contains(k.Columns, attnum)
	})
}

func reportCheckTwice(p *advice.Pass, t *snapshot.Relation, k *snapshot.Constraint, keep string, why advice.Evidence) {
	name := pg.QuoteIdent(k.Name)
	add := alter(t) + "add constraint " + name + " check (" + unwrap(k.Expression) + ")"
	if k.NoInherit {
		add += " no inherit"
	}
	undo := []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), add+" not valid")}
	if k.Validated {
		undo = append(undo, validate(t, k))
	}
	p.Report(advice.Finding{
		Title:    fmt.Sprintf("check %s says what %s says", called(p, k), keep),
		Object:   p.ConstraintObject(k),
		Evidence: []advice.Evidence{{Name: "condition of " + name, Value: k.Expression, Source: "pg_constraint.conbin"}, why},
		Impact:   advice.Impact{Summary: "each insert and update computes it once more, and whoever changes the rule must find both places"},
		Fix: &advice.Fix{
			Summary: "drop " + name,
			Steps:   []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"drop constraint "+name)},
			Undo:    undo,
		},
	})
}
