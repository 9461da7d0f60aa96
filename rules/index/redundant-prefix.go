package index

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// RedundantPrefix finds B-tree indexes whose keys another one begins with.
var RedundantPrefix = advice.Rule{
	ID:       "index/redundant-prefix",
	Title:    "an index that a wider one begins with",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints,
		snapshot.AreaExpressions, snapshot.AreaIndexCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes},
	Thresholds: []advice.Threshold{
		{Name: "max_ratio", Default: maxRatio, Unit: "times", Doc: "how much larger than the narrow index the wide one may be"},
		{Name: "min_bytes", Default: 1 << 20, Unit: "bytes", Doc: "smaller indexes are not worth a report"},
	},
	Check: func(p *advice.Pass) {
		reportDispensable(p, isPrefix, p.Threshold("max_ratio"), func(x, stays *snapshot.Index) (advice.Finding, bool) {
			f := advice.Finding{
				Title:    fmt.Sprintf("index %s is the beginning of %s, which serves the same queries", sized(p, x), sized(p, stays)),
				Evidence: []advice.Evidence{sizeEvidence(p, stays)},
				Fix:      dropping(p, x, fmt.Sprintf("drop %s; %s takes over", x.PG(), stays.PG())),
			}
			return f, float64(size(p, x)) >= p.Threshold("min_bytes")
		})
	},
}
