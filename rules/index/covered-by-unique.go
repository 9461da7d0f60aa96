package index

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// CoveredByUnique finds plain indexes with the keys of a unique one.
var CoveredByUnique = advice.Rule{
	ID:       "index/covered-by-unique",
	Title:    "a plain index beside a unique one on the same columns",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints,
		snapshot.AreaExpressions, snapshot.AreaIndexCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes},
	Check: func(p *advice.Pass) {
		reportDispensable(p, isUniqueTwin, maxRatio, func(x, stays *snapshot.Index) (advice.Finding, bool) {
			return advice.Finding{
				Title: fmt.Sprintf("index %s has the keys of the unique index %s", sized(p, x), stays.PG()),
				Fix:   dropping(p, x, fmt.Sprintf("drop %s; %s serves the same queries", x.PG(), stays.PG())),
			}, true
		})
	},
}
