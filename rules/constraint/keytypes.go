package constraint

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
)

// The OIDs of built-in types, as pg_type.dat has them.
const (
	typeInt8        pg.OID = 20
	typeInt2        pg.OID = 21
	typeInt4        pg.OID = 23
	typeText        pg.OID = 25
	typeFloat4      pg.OID = 700
	typeFloat8      pg.OID = 701
	typeBPChar      pg.OID = 1042
	typeVarchar     pg.OID = 1043
	typeDate        pg.OID = 1082
	typeTimestamp   pg.OID = 1114
	typeTimestampTZ pg.OID = 1184
	typeNumeric     pg.OID = 1700
	typeUUID        pg.OID = 2950
)

// integers maps the integer types to their size in bytes.
var integers = map[pg.OID]int{typeInt2: 2, typeInt4: 4, typeInt8: 8}

// baseType is a domain's base type, and any other type itself.
func baseType(p *advice.Pass, oid pg.OID) pg.OID {
	for t := p.Type(oid); t != nil && t.Kind == "d" && t.BaseOID != 0; t = p.Type(oid) {
		oid = t.BaseOID
	}
	return oid
}

// mismatch is what is wrong with a pair of types.
type mismatch int

const (
	harmless    mismatch = iota
	tooNarrow            // the referencing integer cannot hold every key
	wider                // the referencing integer holds what no key can be
	castInteger          // the referencing integer is cast to numeric, past its index
	padded               // char(n) against text: blanks count on one side only
	inexact              // float4 against float8: most values equal none of the other
	zoned                // a time without a zone against one with: equality depends on TimeZone
)

// compare judges the types of a referencing column and the key that it
// references. Length and precision do not count, nor do text and varchar.
func compare(from, to pg.OID) mismatch {
	pair := [2]pg.OID{from, to}
	switch {
	case from == to:
		return harmless
	case integers[from] != 0 && integers[to] != 0:
		if integers[from] < integers[to] {
			return tooNarrow
		}
		return wider
	case integers[from] != 0 && to == typeNumeric:
		return castInteger
	case pair == [2]pg.OID{typeFloat4, typeFloat8}, pair == [2]pg.OID{typeFloat8, typeFloat4}:
		return inexact
	case (from == typeBPChar) != (to == typeBPChar) && isText(from) && isText(to):
		return padded
	case (from == typeTimestampTZ) != (to == typeTimestampTZ) && isTime(from) && isTime(to):
		return zoned
	}
	return harmless
}

func isText(t pg.OID) bool { return t == typeText || t == typeVarchar || t == typeBPChar }

func isTime(t pg.OID) bool { return t == typeDate || t == typeTimestamp || t == typeTimestampTZ }

// trouble says what comes of it.
var trouble = map[mismatch]string{
	tooNarrow:   "rows whose key has outgrown the smaller type cannot be referenced: the insert fails with integer out of range",
	wider:       "the key's column is the narrower one and will be the first to run out",
	castInteger: "checks of the key cast this column to numeric, so no index on it is used: each delete of a key reads the whole table",
	padded:      "checks of the key cast this column, so no index on it is used, and trailing blanks count on one side only",
	inexact:     "a value that was rounded to the shorter type equals no key",
	zoned:       "which rows match depends on the TimeZone of whoever asks",
}
