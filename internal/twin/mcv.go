package twin

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
)

// typeMap says what production's types and enum labels are in the twin.
// A built-in type has one OID everywhere.
type typeMap struct {
	types  map[pg.OID]pg.OID
	labels map[pg.OID]pg.OID
	inner  map[pg.OID]inner // of production's types that are not built in
}

// inner is what OIDs the values of a type hold.
type inner int

// The zero value is for what we do not know how to change.
const (
	innerUnknown inner = iota
	innerNone          // base types, domains over them
	innerLabel         // enums
	innerArray         // arrays of types without OIDs: the element's type
	innerLabels        // arrays of enums: the element's type and the labels
	innerRange         // ranges of types without OIDs: the range's type
)

func (m *typeMap) typ(oid pg.OID) (pg.OID, error) {
	if oid < firstUserOID {
		return oid, nil
	}
	if to, ok := m.types[oid]; ok {
		return to, nil
	}
	return 0, fmt.Errorf("the twin has no counterpart of type %d", oid)
}

const firstUserOID = 16384 // FirstNormalObjectId

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

// remapMCV puts the twin's types and enum labels into a list of production's.
// The server trusts the lengths in such a list, so none is passed on that does
// not hold together.
func remapMCV(raw []byte, m *typeMap) ([]byte, error) {
	le := binary.LittleEndian
	if len(raw) < mcvHeader || le.Uint32(raw) != mcvMagic || le.Uint32(raw[4:]) != mcvBasic {
		return nil, errors.New("it is no list of most common combinations")
	}
	out := append([]byte(nil), raw...)
	items, columns := int(le.Uint32(out[8:])), int(le.Uint16(out[12:]))
	if items < 1 || items > mcvMaxItems || columns < 1 || columns > maxColumns {
		return nil, fmt.Errorf("it has %d combinations of %d columns", items, columns)
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

// value remaps the OIDs inside one value.
func (m *typeMap) value(v []byte, d dimension, typ pg.OID) error {
	kind := innerNone
	if typ >= firstUserOID {
		kind = m.inner[typ]
	}
	switch {
	case kind == innerNone:
		return nil
	case kind == innerLabel && len(v) == 4:
		return m.label(v)
	case kind == innerRange && d.length == -1:
		return m.put(v, 0)
	case kind == innerArray && d.length == -1:
		return m.put(v, arrayElement)
	case kind == innerLabels && d.length == -1:
		return m.array(v)
	}
	return fmt.Errorf("its values of type %d refer to the catalogs in a way that is not known here", typ)
}

// An array without its length: dimensions, offset of the data or 0, element type.
const (
	arrayElement = 8
	arrayHeader  = 12
)

// array remaps an array of enums.
func (m *typeMap) array(v []byte) error {
	if err := m.put(v, arrayElement); err != nil {
		return err
	}
	le := binary.LittleEndian
	if len(v) < arrayHeader || le.Uint32(v) > 1 || le.Uint32(v[4:]) != 0 {
		return errors.New("an array of enums has NULLs or several dimensions")
	}
	for at := arrayHeader + 8*int(le.Uint32(v)); at+4 <= len(v); at += 4 {
		if err := m.label(v[at : at+4]); err != nil {
			return err
		}
	}
	return nil
}

// put remaps the type that a value names.
func (m *typeMap) put(v []byte, at int) error {
	if len(v) < at+4 {
		return errTruncated
	}
	to, err := m.typ(pg.OID(binary.LittleEndian.Uint32(v[at:])))
	if err != nil {
		return err
	}
	binary.LittleEndian.PutUint32(v[at:], uint32(to))
	return nil
}

func (m *typeMap) label(v []byte) error {
	to, ok := m.labels[pg.OID(binary.LittleEndian.Uint32(v))]
	if !ok {
		return errors.New("an enum has no such label")
	}
	binary.LittleEndian.PutUint32(v, uint32(to))
	return nil
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
