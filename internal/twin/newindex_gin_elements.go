package twin

import (
	"math"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/sizing"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// fromElements are the keys that the most common elements of an array or a
// tsvector tell of; nil where there are none. Beyond them the rows of a key go on
// to fall as its rank grows, as long as there are elements left. sampled is of how
// many rows the statistics are.
func (c *indexColumn) fromElements(s *snapshot.ColumnStatistics, rows, sampled float64) []sizing.GINKeys {
	if s == nil || c.support != "ginarrayextract" && c.support != "gin_extract_tsvector" {
		return nil
	}
	var common, counts *snapshot.Slot
	for i := range s.Slots {
		switch s.Slots[i].Kind {
		case snapshot.SlotMCELEM:
			common = &s.Slots[i]
		case snapshot.SlotDECHIST:
			counts = &s.Slots[i]
		}
	}
	if common == nil {
		return nil
	}
	values, err := pg.ParseArray(common.Values)
	if err != nil || len(values) == 0 || len(common.Numbers) < len(values) {
		return nil
	}
	var out []sizing.GINKeys
	// Elements that ANALYZE saw once or twice are among the many that it saw as rarely.
	seldom := (rare + 0.5) / min(sampled, max(1, rows))
	sum, width, least := 0.0, 0.0, 1.0
	for i, v := range values {
		f := clamp01(float64(common.Numbers[i]))
		width, least = width+float64(len(v)), min(least, f)
		if f > seldom {
			sum += f
			out = append(out, sizing.GINKeys{Keys: 1, Rows: max(1, f*rows), Size: c.elementSize(float64(len(v)))})
		}
	}
	width /= float64(len(values))
	each := sum
	switch {
	case counts != nil && len(counts.Numbers) > 0:
		each = float64(counts.Numbers[len(counts.Numbers)-1])
	case c.support == "gin_extract_tsvector": // a WordEntry, the word, its place
		each = (float64(s.AvgWidth) - 8) / (4 + width + 4)
	}
	items, size := (each-sum)*rows, c.elementSize(width)
	switch {
	case items < 1 || each-sum < each/1000:
		return out
	case c.support == "ginarrayextract":
		// Of elements too rare to be listed each may be the only one, or be in as many
		// rows as ANALYZE would just have passed over: between the two.
		each := max(1, math.Sqrt(passedOver(common.Numbers[len(values):], least)*rows))
		return append(out, sizing.GINKeys{Keys: items / each, Rows: each, Size: size})
	}
	return append(out, tail(float64(len(values)), least*rows, items, size)...)
}

// passedOver is how frequent an element can be that ANALYZE does not list. Behind
// the frequencies it keeps the least and the greatest of those that it counted.
func passedOver(behind []float32, least float64) float64 {
	if len(behind) > 0 {
		return min(least, clamp01(float64(behind[0])))
	}
	return least
}

// tail are keys of rank beyond ranks, where the last has so many rows, which
// together have items: the rows of a key are in inverse proportion to its rank,
// and from where there would be less than one each has one.
func tail(ranks, last, items float64, size int) []sizing.GINKeys {
	var out []sizing.GINKeys
	for rank, rows := ranks, last; items > 0 && rows > 1 && len(out) < 64; {
		next := rank * 2
		of := min(items, ranks*last*math.Ln2)
		mean := max(1, ranks*last*math.Ln2/rank)
		out = append(out, sizing.GINKeys{Keys: of / mean, Rows: mean, Size: size})
		items, rank, rows = items-of, next, ranks*last/next
	}
	if items > 0 {
		out = append(out, sizing.GINKeys{Keys: items, Rows: 1, Size: size})
	}
	return out
}

// elementSize is the size of a key whose text has so many bytes.
func (c *indexColumn) elementSize(text float64) int {
	if c.length > 0 {
		return sizing.TupleSize([]sizing.Attribute{{Width: int(c.length), Align: c.align}})
	}
	return c.keySize(text + 4)
}
