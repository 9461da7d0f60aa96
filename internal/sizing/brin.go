package sizing

// Constants of access/brin_page.h and brin_tuple.h.
const (
	brinSpecial   = 8
	brinHeader    = 5 // SizeOfBrinTuple
	revmapEntries = 1360
)

// BRINTuple is the size of the summary of a range of pages, from the attributes
// that it stores: for a minmax operator class two for a column.
func BRINTuple(stored []Attribute) int {
	size := 0
	for _, a := range stored {
		size = align(size, max(1, a.Align)) + max(0, a.Width)
	}
	return align(align(brinHeader, maxAlign)+size, maxAlign)
}

// BRIN returns the blocks of a BRIN index over a table of so many, and those of
// its map of ranges (brinbuild in src/backend/access/brin/brin.c).
func BRIN(heap, perRange int64, tuple int) (pages, revmap int64) {
	perRange = max(1, perRange)
	ranges := (heap + perRange - 1) / perRange
	revmap = max(1, (ranges+revmapEntries-1)/revmapEntries)
	perPage := max(1, int64((pageBytes-pageHeader-brinSpecial)/(tuple+itemPointer)))
	return 1 + revmap + max(1, (ranges+perPage-1)/perPage), revmap
}
