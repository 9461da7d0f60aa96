package constraint

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// CheckNotValid finds CHECK and, from PostgreSQL 18 on, NOT NULL constraints
// that do not hold for all rows.
var CheckNotValid = advice.Rule{
	ID:       "constraint/check-not-valid",
	Title:    "a check that some rows may break",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints, snapshot.AreaExpressions},
	Wants:    []snapshot.Area{snapshot.AreaTableCounters, snapshot.AreaSizes},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserRelations("r", "p") {
			for _, k := range p.ConstraintsOf(t.OID) {
				if k.Validated || k.Extension != "" || k.Inherited && !k.Local || k.ParentOID != 0 {
					continue
				}
				switch k.Type {
				case "c", "n":
					reportCheck(p, t, k)
				}
			}
		}
	},
}

func reportCheck(p *advice.Pass, t *snapshot.Relation, k *snapshot.Constraint) {
	says := unwrap(k.Expression)
	if k.Type == "n" {
		says = pg.QuoteIdents(t.ColumnNames(k.Columns)) + " is not null"
	}
	if says == "" {
		return // its table was locked, which the area says
	}
	f := advice.Finding{
		Title:  fmt.Sprintf("constraint %s was never validated: %s may break it", called(p, k), older(p, t)),
		Object: p.ConstraintObject(k),
		Evidence: []advice.Evidence{
			{Name: "convalidated", Value: k.Validated, Source: "pg_constraint.convalidated"},
			{Name: "condition", Value: says, Source: "pg_constraint.conbin"},
			rowsEvidence(p, t),
		},
		Impact: advice.Impact{Summary: "rows from before it may break it, the planner cannot rely on it, and an update of such a row fails even when it changes another column"},
		Fix: &advice.Fix{
			Summary: "check the rows that are there",
			Steps:   []advice.Step{validate(t, k)},
		},
	}
	breakers := "If it fails, repair what this lists, and run it again: select * from " + t.PG().String() + " where not (" + says + ")"
	f.Fix.Caution = "reads the table once, beside reads and writes; there is nothing to undo, since the constraint binds new rows already. " + breakers
	if !k.Enforced {
		f.Severity = advice.Low
		f.Title = fmt.Sprintf("constraint %s is not enforced: any row may break it", called(p, k))
		f.Evidence[0] = advice.Evidence{Name: "conenforced", Value: k.Enforced, Source: "pg_constraint.conenforced"}
		f.Impact.Summary = "it states an intention that nothing checks, neither for old rows nor for new ones"
		f.Fix = enforceCheck(t, k, breakers)
	}
	p.Report(f)
}

// enforceCheck replaces a check that is NOT ENFORCED; up to PostgreSQL 18 it
// cannot be altered.
func enforceCheck(t *snapshot.Relation, k *snapshot.Constraint, breakers string) *advice.Fix {
	name := pg.QuoteIdent(k.Name)
	definition := "check (" + unwrap(k.Expression) + ")"
	if k.NoInherit {
		definition += " no inherit"
	}
	replace := func(how string) advice.Step {
		return advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"drop constraint "+name+", add constraint "+name+" "+definition+" "+how)
	}
	return &advice.Fix{
		Summary: "enforce it for new rows, then check the old ones",
		Steps:   []advice.Step{replace("not valid"), validate(t, k)},
		Undo:    []advice.Step{replace("not enforced")},
		Caution: breakers,
	}
}
