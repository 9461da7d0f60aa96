package vacuum

import (
	"math"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Layout of a heap page (manual: Database Physical Storage, Database Page
// Layout; src/include/storage/bufpage.h, access/htup_details.h).
const (
	pageHeader  = 24 // bytes
	linePointer = 4
	tupleHeader = 23
	maxAlign    = 8
)

const droppedColumn = "a column of variable width was dropped, and old rows still carry it"

// width is the room that a row takes on its page on average, line pointer
// included, as far as the statistics tell: not less than low, not more than
// high. Columns wide enough to be moved out count as the pointer that is left,
// which is what pg_stats.avg_width says of them.
type width struct {
	low, high float64
	fixed     bool // every row takes exactly that
}

// widthOf walks the columns in their order on disk. ok is false where a column
// has no statistics, and where one of variable width was dropped: old rows
// still carry it, and nothing says how wide it was.
func widthOf(p *advice.Pass, r *snapshot.Relation) (w width, why string) {
	w.fixed = true
	off := walk{known: true}
	nulls := false
	for i := range r.Columns {
		c := &r.Columns[i]
		switch {
		case c.Generated == "v": // stored nowhere, but a null in the bitmap
			nulls = true
		case c.Dropped && c.Len < 0:
			return w, droppedColumn
		case c.Dropped:
			nulls = true
			off.add(c, 0, 1) // rows from before have it, later ones do not
			w.fixed = false
		default:
			s := p.ColumnStats(r.OID, c.Attnum)
			if s == nil {
				return w, "column " + c.Name + " has no statistics"
			}
			off.addColumn(c, s)
			nulls = nulls || s.NullFrac > 0
			w.fixed = w.fixed && c.Len > 0 && s.NullFrac == 0
		}
	}
	bare := alignUp(tupleHeader, maxAlign)
	full := alignUp(tupleHeader+math.Ceil(float64(len(r.Columns))/8), maxAlign)
	w.low, w.high = bare+off.low, bare+off.high
	if nulls {
		w.high = full + off.high
	}
	// Rows are rounded up one by one, by up to seven bytes.
	if w.fixed {
		w.low = alignUp(w.low, maxAlign)
		w.high = w.low
	} else {
		w.high += maxAlign - 1
	}
	w.low, w.high = w.low+linePointer, w.high+linePointer
	return w, ""
}

// walk is the position in a row, between its least and its greatest.
type walk struct {
	low, high float64
	known     bool // the position is the same in all rows
}

// addColumn adds a column by its statistics.
func (o *walk) addColumn(c *snapshot.Column, s *snapshot.ColumnStatistics) {
	present := 1 - s.NullFrac
	if c.Len > 0 {
		o.add(c, present, present)
		return
	}
	// avg_width is truncated. Short values have a header of one byte and no
	// padding, others are aligned as their type says.
	padding := 0.0
	if c.Len == -1 {
		padding = alignment(c.Align) - 1
	}
	o.low += present * float64(s.AvgWidth)
	o.high += present * (float64(s.AvgWidth) + 1 + padding)
	o.known = false
}

// add adds a column of fixed width that least to most of the rows have.
func (o *walk) add(c *snapshot.Column, least, most float64) {
	a, size := alignment(c.Align), float64(c.Len)
	if o.known {
		size += alignUp(o.low, a) - o.low
		o.low += least * size
		o.high += most * size
	} else {
		o.low += least * size
		o.high += most * (size + a - 1)
	}
	o.known = o.known && least == 1
}

// alignment is attalign in bytes.
func alignment(align string) float64 {
	switch align {
	case "d":
		return 8
	case "i":
		return 4
	case "s":
		return 2
	}
	return 1
}

func alignUp(v, to float64) float64 { return math.Ceil(v/to) * to }
