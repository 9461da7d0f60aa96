package twin

import (
	"encoding/binary"
	"fmt"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// Fields of GinMetaPageData and BrinMetaPageData, from the page's start.
const (
	ginPendingPages  = pageHeader + 12
	ginPendingTuples = pageHeader + 16
	ginTotalPages    = pageHeader + 24
	ginEntryPages    = pageHeader + 28
	ginDataPages     = pageHeader + 32
	ginEntries       = pageHeader + 40

	brinMagic         = 0xA8109CFA
	brinPagesPerRange = pageHeader + 8
	brinLastRevmap    = pageHeader + 12
)

// setGIN writes what production's metapage says. Zeros, where that is not
// known, make the planner assume nine entry pages in ten and a hundred entries
// on each (gincostestimate).
func setGIN(meta []byte, p *snapshot.IndexPages) {
	if p == nil {
		p = &snapshot.IndexPages{}
	}
	le := binary.LittleEndian
	for at, n := range map[int]*int64{ginPendingPages: p.PendingPages, ginTotalPages: p.TotalPages, ginEntryPages: p.EntryPages, ginDataPages: p.DataPages} {
		le.PutUint32(meta[at:], uint32(known(n)))
	}
	le.PutUint64(meta[ginEntries:], uint64(known(p.Entries)))
	le.PutUint64(meta[ginPendingTuples:], 0)
}

func known(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

// revmapEntries is how many ranges one page of a BRIN index's map has room for
// (REVMAP_PAGE_MAXITEMS).
const revmapEntries = 1360

// setBRIN writes the size of a range and the pages of the map, which follow from
// the table's length where the metapage was not read.
func setBRIN(meta []byte, p *snapshot.IndexPages, heap int64) error {
	le := binary.LittleEndian
	if le.Uint32(meta[pageHeader:]) != brinMagic {
		return fmt.Errorf("its first page is no BRIN metapage")
	}
	if p != nil && p.PagesPerRange != nil && p.RevmapPages != nil {
		le.PutUint32(meta[brinPagesPerRange:], uint32(*p.PagesPerRange))
		le.PutUint32(meta[brinLastRevmap:], uint32(*p.RevmapPages))
		return nil
	}
	ranges := ceilDiv(heap, max(1, int64(le.Uint32(meta[brinPagesPerRange:]))))
	le.PutUint32(meta[brinLastRevmap:], uint32(ceilDiv(ranges, revmapEntries)))
	return nil
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }
