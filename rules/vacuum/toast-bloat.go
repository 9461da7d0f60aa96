package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ToastBloat finds tables whose TOAST file is mostly dead chunks and free
// space.
var ToastBloat = advice.Rule{
	ID:         "vacuum/toast-bloat",
	Title:      "a table's TOAST file is mostly empty",
	Severity:   advice.Low,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaSizes, snapshot.AreaTableCounters},
	Wants:      []snapshot.Area{snapshot.AreaExactBloat, snapshot.AreaIndexes},
	Thresholds: bloatThresholds,
	Check: func(p *advice.Pass) {
		found := map[*snapshot.Relation]waste{}
		var rs, unknown []*snapshot.Relation
		for _, r := range stored(p) {
			toast := p.Relation(r.ToastOID)
			if toast == nil || float64(toast.Bytes) < p.Threshold("min_bytes") {
				continue
			}
			w, ok := toastWaste(p, toast)
			switch {
			case !ok:
				unknown = append(unknown, r)
			case wasted(p, w):
				found[r] = w
				rs = append(rs, r)
			}
		}
		for _, t := range byRoot(p, rs) {
			reportBloat(p, t, found, "the TOAST table of ")
		}
		if len(unknown) > 0 {
			p.NotAssessable(fmt.Sprintf("never vacuumed, so that nobody knows how many chunks are live: the TOAST table of %s", names(unknown)), "vacuum "+names(unknown))
		}
	},
}
