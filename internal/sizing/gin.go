package sizing

import "math"

// Constants of access/ginblock.h.
const (
	ginOpaque      = 8
	ginEntryRoom   = pageBytes - pageHeader - ginOpaque     // 8160
	ginDataRoom    = pageBytes - pageHeader - 8 - ginOpaque // 8152
	ginMaxItem     = (pageBytes - 40 - ginOpaque) / 3 / maxAlign * maxAlign
	ginListHeader  = 8 // GinPostingList: the first row's place, the bytes that follow
	ginSegment     = 256
	ginPostingItem = 10
	ginRowBits     = 11 // MaxHeapTuplesPerPageBits
)

// ginFilled is what entries of this size fill of a page. They come in order, and
// of a page that overflows the left half stays as it is: as many entries as make
// more than half of all (entrySplitPage in ginentrypage.c).
func ginFilled(size float64) float64 { return ginEntryRoom/2 + 0.75*size }

// GINKeys are keys of a GIN index that are alike.
type GINKeys struct {
	Keys float64
	Rows float64 // of each
	Size int     // TupleSize of the key alone
}

// GIN is what CREATE INDEX builds a GIN index from.
type GIN struct {
	Keys []GINKeys
	Heap float64 // blocks of the table
}

// GINSize is what the metapage of a GIN index says, and its length.
type GINSize struct{ Pages, EntryPages, DataPages, Entries int64 }

// Size is that of a GIN index just built, which has no pending list (ginbuild in
// src/backend/access/gin/gininsert.c).
func (g GIN) Size() GINSize {
	bytes, leaves, data, entries, key := 0.0, 0.0, 0.0, 0.0, 0.0
	for _, k := range g.Keys {
		if !(k.Keys > 0) {
			continue
		}
		rows := max(1, min(k.Rows, maxRows))
		list := perRow(rows, g.Heap) * (rows - 1)
		size := align(k.Size+ginListHeader+int(min(list, pageBytes)+1)/2*2, maxAlign)
		if size > ginMaxItem {
			size = align(k.Size, maxAlign)
			data += k.Keys * postingTree(list)
		}
		size += itemPointer
		bytes += k.Keys * float64(size)
		leaves += k.Keys * float64(size) / ginFilled(float64(size))
		key += k.Keys * float64(k.Size+itemPointer)
		entries += k.Keys
	}
	leaves = math.Ceil(min(leaves, maxIndexBlocks))
	if bytes <= ginEntryRoom {
		leaves = 1
	}
	total := leaves
	for level := leaves; level > 1; {
		level = math.Ceil(level / max(2, ginFilled(key/entries)/(key/entries)))
		total += level
	}
	return GINSize{blocks(1 + total + data), blocks(total), blocks(math.Ceil(data)), int64(min(entries, maxRows))}
}

// postingTree is the pages of a tree of rows' places that take so many bytes.
func postingTree(list float64) float64 {
	leaves := math.Ceil(list * (1 + float64(ginListHeader)/ginSegment) / ginDataRoom)
	total := leaves
	for leaves > 1 {
		leaves = math.Ceil(leaves / (ginDataRoom / ginPostingItem))
		total += leaves
	}
	return total
}

// perRow is the mean number of bytes that a row's place takes in a list: the
// distance from the one before, seven bits to a byte (ginpostinglist.c). Rows of
// a key are taken to lie anywhere in the table.
func perRow(rows, heap float64) float64 {
	density := rows / max(1, heap) // rows a block
	apart := -math.Expm1(-density) / density
	bytes := 1 - apart // inside a block
	within := 0.0
	for n, limit := 2, 14; n <= 6; n, limit = n+1, limit+7 {
		next := -math.Expm1(-density * math.Exp2(float64(limit-ginRowBits)))
		bytes += apart * float64(n) * (next - within)
		within = next
	}
	return bytes + apart*7*(1-within)
}
