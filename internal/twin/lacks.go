package twin

import (
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
)

// Lacks are the entries of Missing on which a plan over these relations of
// production may depend.
func (t *Twin) Lacks(relations []pg.Name) []Missing {
	t.mu.Lock()
	defer t.mu.Unlock()
	wanted := map[pg.OID]bool{}
	for i := range t.snap.Relations {
		if r := &t.snap.Relations[i]; slices.Contains(relations, r.PG()) {
			wanted[r.OID] = true
		}
	}
	var out []Missing
	for _, m := range t.Missing {
		if slices.ContainsFunc(m.Affects, func(oid pg.OID) bool { return wanted[oid] }) || m.Object.Kind == "setting" {
			out = append(out, m)
		}
	}
	return out
}
