package mask

import (
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// maskStatistics replaces the values of every slot, column and extended.
func maskStatistics(s *snapshot.Snapshot) {
	enums := map[string]bool{}
	for _, t := range s.Types {
		if t.Kind == "e" {
			enums[t.PG().String()] = true
			enums[t.Name] = true
		}
	}
	var slots []*snapshot.Slot
	gather := func(c *snapshot.ColumnStatistics) {
		for i := range c.Slots {
			slots = append(slots, &c.Slots[i])
		}
	}
	for i := range s.ColumnStatistics {
		gather(&s.ColumnStatistics[i])
	}
	for i := range s.ExtendedStatistics {
		for j := range s.ExtendedStatistics[i].Data {
			d := &s.ExtendedStatistics[i].Data[j]
			d.MCVRaw = "" // binary values; ndistinct and dependencies hold none
			for k := range d.Expressions {
				gather(&d.Expressions[k])
			}
		}
	}
	maskSlots(slots, enums, endPoints(s, enums))
}

// maskSlots ranks all values of each class of types, those of the indexes' ends
// with them, then rewrites both.
func maskSlots(slots []*snapshot.Slot, enums map[string]bool, ends []end) {
	seen := map[class]map[string]bool{}
	parsed := make([][]string, len(slots))
	for i, sl := range slots {
		values, err := pg.ParseArray(sl.Values)
		k := classOf(sl.ValueType)
		if err != nil || k == keep || k == drop || enums[sl.ValueType] {
			continue
		}
		parsed[i] = values
		if seen[k] == nil {
			seen[k] = map[string]bool{}
		}
		for _, v := range values {
			seen[k][v] = true
		}
	}
	for _, e := range ends {
		e.gather(seen)
	}
	ranks := map[class]map[string]int{}
	for k, values := range seen {
		ranks[k] = rank(k, values)
	}
	for _, e := range ends {
		e.rewrite(ranks[e.class])
	}
	for i, sl := range slots {
		k := classOf(sl.ValueType)
		switch {
		case k == keep || sl.Values == "" || enums[sl.ValueType]:
		case parsed[i] == nil:
			sl.Values, sl.Numbers = "", nil // a type we cannot rank
			sl.Kind = 0
		default:
			sl.Values = rewrite(sl.Kind, k, parsed[i], ranks[k])
		}
	}
}

// rewrite maps the values of one slot. A histogram and a list of most common
// elements must stay sorted, also where our idea of the collation's order is
// not the server's.
func rewrite(kind int16, k class, values []string, ranks map[string]int) string {
	mapped := make([]int, len(values))
	for i, v := range values {
		mapped[i] = ranks[v]
	}
	if kind == snapshot.SlotHistogram || kind == snapshot.SlotMCELEM {
		slices.Sort(mapped)
	}
	out := make([]string, len(mapped))
	for i, r := range mapped {
		out[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(k.name(r, len(ranks))) + `"`
	}
	return "{" + strings.Join(out, ",") + "}"
}

// rank numbers the values from 1 in their order.
func rank(k class, values map[string]bool) map[string]int {
	sorted := make([]string, 0, len(values))
	for v := range values {
		sorted = append(sorted, v)
	}
	slices.SortFunc(sorted, k.compare)
	out := make(map[string]int, len(sorted))
	for i, v := range sorted {
		out[v] = i + 1
	}
	return out
}
