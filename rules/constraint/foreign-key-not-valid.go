package constraint

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ForeignKeyNotValid finds foreign keys that were never checked for the rows
// that were there before them, or that are not enforced at all.
var ForeignKeyNotValid = advice.Rule{
	ID:       "constraint/foreign-key-not-valid",
	Title:    "a foreign key that some rows may break",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints},
	Wants:    []snapshot.Area{snapshot.AreaTableCounters, snapshot.AreaSizes},
	Check: func(p *advice.Pass) {
		for _, k := range foreignKeys(p) {
			if k.Validated || k.Inherited && !k.Local {
				continue
			}
			t, ref := p.Relation(k.TableOID), p.Relation(k.RefTableOID)
			f := advice.Finding{
				Title:  fmt.Sprintf("foreign key %s was never validated: %s may reference nothing", called(p, k), older(p, t)),
				Object: p.ConstraintObject(k),
				Evidence: []advice.Evidence{
					{Name: "convalidated", Value: k.Validated, Source: "pg_constraint.convalidated"},
					rowsEvidence(p, t),
					{Name: "size of " + t.PG().String(), Value: p.TreeBytes(t), Unit: "bytes", Source: "pg_class.relpages"},
				},
				Impact: advice.Impact{Summary: fmt.Sprintf("a join of %s with %s may lose rows; new rows are checked, those from before are not, and a restore of a dump fails on them", t.PG(), ref.PG())},
				Fix: &advice.Fix{
					Summary: "check the rows that are there",
					Steps:   []advice.Step{validate(t, k)},
				},
			}
			orphanage := "If it fails, some rows reference nothing: repair or remove what this lists, and run it again: " + orphans(p, k)
			f.Fix.Caution = "reads the table once, beside reads and writes; there is nothing to undo, since the constraint binds new rows already. " + orphanage
			if !k.Enforced {
				f.Severity = advice.Low
				f.Title = fmt.Sprintf("foreign key %s is not enforced: rows may reference nothing", called(p, k))
				f.Evidence[0] = advice.Evidence{Name: "conenforced", Value: k.Enforced, Source: "pg_constraint.conenforced"}
				f.Impact.Summary = "it states an intention that nothing checks, neither for old rows nor for new ones"
				f.Fix = enforce(t, k, orphanage)
			}
			p.Report(f)
		}
	},
}

// enforce makes a constraint that is NOT ENFORCED hold for all rows.
func enforce(t *snapshot.Relation, k *snapshot.Constraint, orphanage string) *advice.Fix {
	set := func(how string) []advice.Step {
		return []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"alter constraint "+pg.QuoteIdent(k.Name)+" "+how)}
	}
	return &advice.Fix{
		Summary: "enforce it, for old rows and new ones",
		Steps:   set("enforced"),
		Undo:    set("not enforced"),
		Caution: "reads the table once under ACCESS EXCLUSIVE; where that is too long, drop the constraint and add it again with NOT VALID, then validate it. " + orphanage,
	}
}
