package mask

import (
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// end is an end point whose two values are to be masked.
type end struct {
	class     class
	low, high *string
	values    []string // that the column's statistics hold
}

// endPoints returns the end points to mask and drops those whose values we
// cannot rank: an expression would no longer fit its columns.
func endPoints(s *snapshot.Snapshot, enums map[string]bool) []end {
	cat := snapshot.NewCatalog(s)
	var ends []end
	s.EndPoints = slices.DeleteFunc(slices.Clone(s.EndPoints), func(e snapshot.EndPoint) bool {
		r := cat.Relation(e.TableOID)
		if r == nil || e.IndexOID != 0 || len(e.Attnums) != 1 || len(e.Low) != 1 || len(e.High) != 1 || e.Low[0] == nil || e.High[0] == nil {
			return true
		}
		c := r.Column(e.Attnums[0])
		if c == nil {
			return true
		}
		k := classOf(c.Type)
		if k == drop && !enums[c.Type] {
			return true
		}
		if k != keep && !enums[c.Type] {
			ends = append(ends, end{k, e.Low[0], e.High[0], known(cat.ColumnStats(r.OID, c.Attnum))})
		}
		return false
	})
	return ends
}

func known(c *snapshot.ColumnStatistics) []string {
	var out []string
	for i := 0; c != nil && i < len(c.Slots); i++ {
		if s := &c.Slots[i]; s.Kind == snapshot.SlotMCV || s.Kind == snapshot.SlotHistogram {
			values, err := pg.ParseArray(s.Values)
			if err == nil { // else the slot is dropped as well
				out = append(out, values...)
			}
		}
	}
	return out
}

func (e *end) gather(seen map[class]map[string]bool) {
	if seen[e.class] == nil {
		seen[e.class] = map[string]bool{}
	}
	seen[e.class][*e.low], seen[e.class][*e.high] = true, true
}

// rewrite replaces the values. Where our idea of the collation's order is not the
// server's, the statistics must still lie between them.
func (e *end) rewrite(ranks map[string]int) {
	low, high := min(ranks[*e.low], ranks[*e.high]), max(ranks[*e.low], ranks[*e.high])
	for _, v := range e.values {
		if r, ok := ranks[v]; ok {
			low, high = min(low, r), max(high, r)
		}
	}
	*e.low, *e.high = e.class.name(low, len(ranks)), e.class.name(high, len(ranks))
}
