package index

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Duplicate finds indexes whose definition another index of the table has too.
var Duplicate = advice.Rule{
	ID:       "index/duplicate",
	Title:    "two indexes with the same definition",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints,
		snapshot.AreaExpressions, snapshot.AreaIndexCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes},
	Check: func(p *advice.Pass) {
		reportDispensable(p, isDuplicate, maxRatio, func(x, stays *snapshot.Index) (advice.Finding, bool) {
			return advice.Finding{
				Title: fmt.Sprintf("index %s has the same definition as %s", sized(p, x), stays.PG()),
				Fix:   dropping(p, x, fmt.Sprintf("drop %s and keep %s%s", what(p, x), stays.PG(), because(p, stays))),
			}, true
		})
	},
}

// what names the object that goes when an index does.
func what(p *advice.Pass, x *snapshot.Index) string {
	if k := p.Constraint(x.ConstraintOID); k != nil {
		return "constraint " + k.Name
	}
	return x.PG().String()
}

// because says why an index is the one that stays.
func because(p *advice.Pass, x *snapshot.Index) string {
	if d := duty(p, x); d != "" {
		return ", since " + d
	}
	return ""
}
