package twin

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
)

// The serialized list of most common combinations (mcv.c, the same from 13 to
// 18): a header; the types; for each column what its values take; the values of
// each column; then the combinations, which refer to values by number.
const (
	mcvMagic     = 0xE1A651C2
	mcvBasic     = 1
	mcvHeader    = 14
	mcvDimension = 20
	mcvMaxItems  = 10000
	maxColumns   = 8 // STATS_MAX_DIMENSIONS
)

var errTruncated = errors.New("it ends too early")

// remapMCV puts the twin's types and enum labels into a list of production's. The
// server trusts such a list, so none is passed on whose lengths do not hold
// together, or which is not of the types of the columns.
func remapMCV(raw []byte, m *typeMap, known typesOf, types []pg.OID) ([]byte, error) {
	le := binary.LittleEndian
	if len(raw) < mcvHeader || le.Uint32(raw) != mcvMagic || le.Uint32(raw[4:]) != mcvBasic {
		return nil, errors.New("it is no list of most common combinations")
	}
	out := append([]byte(nil), raw...)
	items, columns := int(le.Uint32(out[8:])), int(le.Uint16(out[12:]))
	if items < 1 || items > mcvMaxItems || columns < 1 || columns > maxColumns || columns != len(types) {
		return nil, fmt.Errorf("it has %d combinations of %d columns, and is of %d", items, columns, len(types))
	}
	at := mcvHeader + columns*(4+mcvDimension)
	if len(out) < at {
		return nil, errTruncated
	}
	counts := make([]int, columns)
	for i := range columns {
		typ := pg.OID(le.Uint32(out[mcvHeader+4*i:]))
		to, err := m.typ(typ)
		if err != nil {
			return nil, err
		}
		le.PutUint32(out[mcvHeader+4*i:], uint32(to))
		d := readDimension(out[mcvHeader+4*columns+mcvDimension*i:])
		if k := known[types[i]]; known.base(to) != known.base(types[i]) || d.length != int(k.length) || d.byValue != k.byValue {
			return nil, fmt.Errorf("the values of its column %d are of another type", i+1)
		}
		counts[i] = d.values
		if at, err = d.remap(out, at, typ, m); err != nil {
			return nil, err
		}
	}
	return out, checkItems(out[at:], items, counts)
}

// dimension is what the values of one column take.
type dimension struct {
	values, bytes, aligned, length int
	byValue                        bool
}

func readDimension(b []byte) dimension {
	n := func(at int) int { return int(int32(binary.LittleEndian.Uint32(b[at:]))) }
	return dimension{values: n(0), bytes: n(4), aligned: n(8), length: n(12), byValue: b[16] != 0}
}

// remap remaps the values that begin at at, and returns where they end.
func (d dimension) remap(raw []byte, at int, typ pg.OID, m *typeMap) (int, error) {
	if d.values < 0 || d.values > mcvMaxItems || d.bytes < 0 || d.bytes > len(raw)-at {
		return 0, errTruncated
	}
	end, need := at+d.bytes, 0
	for range d.values {
		size := d.length
		if size < 0 { // its length comes first
			if end-at < 4 {
				return 0, errTruncated
			}
			size = int(binary.LittleEndian.Uint32(raw[at:]))
			at += 4
		}
		if size < 0 || size > end-at || d.byValue && size > 8 {
			return 0, errTruncated
		}
		if err := m.value(raw[at:at+size], d, typ); err != nil {
			return 0, err
		}
		at += size
		need += d.room(size)
	}
	if at != end || need != d.aligned {
		return 0, errors.New("its lengths contradict each other")
	}
	return end, nil
}

// room is what the server needs for a value when it unpacks the list.
func (d dimension) room(size int) int {
	switch {
	case d.byValue:
		return 0
	case d.length == -1:
		size += 4
	}
	return (size + 7) &^ 7
}

// checkItems sees that each combination refers to values that are there.
func checkItems(raw []byte, items int, counts []int) error {
	size := len(counts)*3 + 16
	if len(raw) != items*size {
		return errors.New("the number of combinations is not what it says")
	}
	for i := range items {
		nulls := raw[i*size:]
		indexes := raw[i*size+len(counts)+16:]
		for c, n := range counts {
			if nulls[c] == 0 && int(binary.LittleEndian.Uint16(indexes[2*c:])) >= n {
				return errors.New("a combination refers to a value that is not there")
			}
		}
	}
	return nil
}
