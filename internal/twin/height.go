package twin

import (
	"github.com/pgadept/pgadept/internal/snapshot"
)

// estimatedHeight is the height of a B-tree of this many pages, where neither
// its metapage nor a plan of production tells it. Inner pages are taken to be 70 %
// full, as both fillfactor and random insertion leave them.
func estimatedHeight(cat *snapshot.Catalog, x *snapshot.Index) uint32 {
	const room = 5687 // 70 % of a page without its header and its opaque data
	children := int64(room/(pivotSize(cat, x)+itemPointer)) + 1
	height := uint32(0)
	for pages := x.Bytes/blockSize - 1; pages > 1; pages = ceilDiv(pages, children) {
		height++
	}
	return height
}

const (
	itemPointer = 4 // ItemIdData
	tupleHeader = 8 // IndexTupleData
)

// pivotSize is the size of a tuple on an inner page: the leading keys, as many
// as tell most neighbours apart, and where none do the row's place.
func pivotSize(cat *snapshot.Catalog, x *snapshot.Index) int {
	const fewPerKey = 50 // rows of one key that a page holds without trouble
	t := cat.Relation(x.TableOID)
	size := tupleHeader
	for n, k := range x.Keys {
		width, align, distinct := keyWidth(cat, t, x, int16(n+1), k.Attnum)
		size = alignTo(size, align) + width
		if x.Unique && len(x.Keys) == 1 || t != nil && distinct > 0 && t.Tuples/distinct < fewPerKey {
			return alignTo(size, 8)
		}
	}
	if x.Unique {
		return alignTo(size, 8)
	}
	return alignTo(size, 8) + 8
}

// keyWidth is the width of a key with its alignment, and its number of values
// where statistics tell.
func keyWidth(cat *snapshot.Catalog, t *snapshot.Relation, x *snapshot.Index, position, attnum int16) (width, align int, distinct float64) {
	width, align = 8, 8
	var s *snapshot.ColumnStatistics
	if attnum == 0 {
		s = cat.ColumnStats(x.OID, position)
	} else if t != nil {
		s = cat.ColumnStats(t.OID, attnum)
	}
	if s != nil {
		distinct = s.Distinct(t.Tuples)
	}
	if attnum != 0 && t != nil {
		if c := t.Column(attnum); c != nil && c.Len > 0 {
			return int(c.Len), map[string]int{"c": 1, "s": 2, "i": 4, "d": 8}[c.Align], distinct
		}
	}
	if s != nil { // of variable length: short ones are not aligned
		width, align = int(s.AvgWidth), 1
	}
	return width, align, distinct
}

func alignTo(n, align int) int {
	if align < 2 {
		return n
	}
	return (n + align - 1) / align * align
}
