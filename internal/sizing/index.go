package sizing

// The layout of pages that a server has unless it is built otherwise
// (storage/bufpage.h, storage/itemid.h, access/itup.h), in bytes.
const (
	pageBytes      = 8192
	pageHeader     = 24
	itemPointer    = 4 // ItemIdData
	tupleHeader    = 8 // IndexTupleData
	nullBitmap     = 4 // IndexAttributeBitMapData, for INDEX_MAX_KEYS = 32
	tupleID        = 6 // ItemPointerData
	maxAlign       = 8
	btreeOpaque    = 16 // BTPageOpaqueData
	btreeFree      = pageBytes - pageHeader - btreeOpaque
	maxIndexBlocks = 1<<32 - 1
	maxRows        = 1e15 // more than a table can have
)

func align(n, to int) int { return (n + to - 1) / to * to }

// Attribute is a column of an index tuple: its width in bytes and its
// alignment, 1 for a short varlena. A width below 0 stands for NULL.
type Attribute struct{ Width, Align int }

// TupleSize is what an index tuple of these columns takes without its item
// pointer (index_form_tuple in src/backend/access/common/indextuple.c).
func TupleSize(columns []Attribute) int {
	size, null := 0, false
	for _, c := range columns {
		if c.Width < 0 {
			null = true
			continue
		}
		size = align(size, max(1, c.Align)) + c.Width
	}
	header := tupleHeader
	if null {
		header = align(tupleHeader+nullBitmap, maxAlign)
	}
	return align(header+size, maxAlign)
}

// blocks turns an estimate into a number of blocks that a relation can have.
func blocks(n float64) int64 {
	switch {
	case !(n > 0):
		return 0
	case n > maxIndexBlocks:
		return maxIndexBlocks
	}
	return int64(n)
}
