package twin

import (
	"encoding/binary"
	"fmt"
)

// Where things are in a page, whatever the version from 13 to 18
// (storage/bufpage.h, access/nbtree.h, storage/itemid.h, access/itup.h).
const (
	pageHeader  = 24
	pageLower   = 12 // pd_lower
	pageUpper   = 14
	pageSpecial = 16
	pageVersion = 18 // size of the page, with the layout's version in the low bits

	btreeMagic   = 0x053162
	btreeOpaque  = 16 // bytes of BTPageOpaqueData at the page's end
	btreeLeaf    = 1 << 0
	btreeRoot    = 1 << 1
	maxLevel     = 32 // far above what fits into 2^32 blocks
	downlinkSize = 8  // an index tuple without attributes
)

// Fields of BTMetaPageData, from the page's start.
const (
	metaMagic     = pageHeader
	metaRoot      = pageHeader + 8
	metaLevel     = pageHeader + 12
	metaFastRoot  = pageHeader + 16
	metaFastLevel = pageHeader + 20
)

// raise makes a B-tree as high as production's: above the root it puts pages of
// one child each. The planner reads the height from the metapage; its search for
// the ends of an index descends from there, so that the tree must be a legal one.
// pages are all blocks of the index, which has few. It changes them in place and
// returns them with the new ones.
func raise(pages [][]byte, level uint32) ([][]byte, error) {
	meta := pages[0]
	if binary.LittleEndian.Uint32(meta[metaMagic:]) != btreeMagic {
		return nil, fmt.Errorf("its first page is no B-tree metapage")
	}
	if level > maxLevel {
		return nil, fmt.Errorf("a B-tree of %d levels cannot be", level)
	}
	root := binary.LittleEndian.Uint32(meta[metaRoot:])
	height := binary.LittleEndian.Uint32(meta[metaLevel:])
	if height >= level {
		return pages, nil
	}
	if root == 0 {
		root, height = uint32(len(pages)), 0
		pages = append(pages, btreePage(0, btreeLeaf|btreeRoot))
	}
	for height < level {
		height++
		clearRoot(pages[root])
		page := btreePage(height, btreeRoot)
		downlink(page, root)
		root = uint32(len(pages))
		pages = append(pages, page)
	}
	for field, v := range map[int]uint32{metaRoot: root, metaFastRoot: root, metaLevel: height, metaFastLevel: height} {
		binary.LittleEndian.PutUint32(meta[field:], v)
	}
	return pages, nil
}

// btreePage is an empty page without siblings.
func btreePage(level uint32, flags uint16) []byte {
	p := make([]byte, blockSize)
	le := binary.LittleEndian
	le.PutUint16(p[pageLower:], pageHeader)
	le.PutUint16(p[pageUpper:], blockSize-btreeOpaque)
	le.PutUint16(p[pageSpecial:], blockSize-btreeOpaque)
	le.PutUint16(p[pageVersion:], blockSize|4)
	opaque := p[blockSize-btreeOpaque:]
	le.PutUint32(opaque[8:], level)
	le.PutUint16(opaque[12:], flags)
	return p
}

func clearRoot(page []byte) {
	flags := page[blockSize-btreeOpaque+12:]
	binary.LittleEndian.PutUint16(flags, binary.LittleEndian.Uint16(flags)&^btreeRoot)
}

// downlink gives an internal page its one child: a tuple without a key, which
// stands for minus infinity.
func downlink(page []byte, child uint32) {
	const (
		truncated = 0x2000 // INDEX_ALT_TID_MASK: the number of attributes is in the offset, 0
		normal    = 1      // LP_NORMAL
	)
	le := binary.LittleEndian
	at := blockSize - btreeOpaque - downlinkSize
	le.PutUint16(page[at:], uint16(child>>16)) // ItemPointerData: high, low, offset
	le.PutUint16(page[at+2:], uint16(child))
	le.PutUint16(page[at+6:], downlinkSize|truncated)
	le.PutUint32(page[pageHeader:], uint32(at)|normal<<15|downlinkSize<<17)
	le.PutUint16(page[pageLower:], pageHeader+4)
	le.PutUint16(page[pageUpper:], uint16(at))
}
