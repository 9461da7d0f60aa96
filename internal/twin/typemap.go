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
