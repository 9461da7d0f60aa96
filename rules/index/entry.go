package index

import (
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// span is a figure known to lie between two bounds.
type span struct{ low, high float64 }

// Sizes on a B-tree page (itup.h, bufpage.h, nbtree.h).
const (
	tupleHeader = 8  // IndexTupleData
	nullBitmap  = 8  // that of up to 32 columns, aligned
	linePointer = 4  // ItemIdData
	pageFrame   = 40 // page header and B-tree's special space
	postingTID  = 6  // one row in a posting list
	postingMax  = 808
)

// entrySize is the size in bytes of one leaf entry with its line pointer, by
// the widths in the statistics. ok is false where a key has none.
func entrySize(p *advice.Pass, x *snapshot.Index) (s span, ok bool) {
	t := p.Relation(x.TableOID)
	data, nulls, varying := span{}, 0.0, false
	place := func(c *snapshot.Column, st *snapshot.ColumnStatistics) {
		switch {
		case c != nil && c.Len > 0:
			data.low = align(data.low, c.Align) + float64(c.Len)
			data.high = align(data.high, c.Align) + float64(c.Len)
		default: // a short varlena is not aligned; avg_width is truncated
			varying = true
			data.low += float64(st.AvgWidth)
			data.high += float64(st.AvgWidth) + 1
			if c == nil || st.AvgWidth > 126 {
				data.high += 7
			}
		}
		if st != nil && st.NullFrac > 0 {
			nulls += st.NullFrac
			data.low -= st.NullFrac * float64(st.AvgWidth)
		}
	}
	for i, k := range x.Keys {
		c, st := t.Column(k.Attnum), keyStatistics(p, x, i)
		if st == nil && (c == nil || c.Len < 0) {
			return span{}, false
		}
		place(c, st)
	}
	for _, n := range x.Include {
		c, st := t.Column(n), p.ColumnStats(t.OID, n)
		if c == nil || st == nil && c.Len < 0 {
			return span{}, false
		}
		place(c, st)
	}
	s = span{align(tupleHeader+data.low, "d"), align(tupleHeader+data.high, "d")}
	if varying { // widths differ from entry to entry, so alignment costs 0 to 7 bytes
		s = span{tupleHeader + data.low, tupleHeader + data.high + 7}
	}
	s.high += min(1, nulls) * nullBitmap
	return span{max(16, s.low) + linePointer, max(16, s.high) + linePointer}, true
}

// keyStatistics returns the statistics of the n-th key: the column's, or those
// that ANALYZE collects for the index's expression.
func keyStatistics(p *advice.Pass, x *snapshot.Index, n int) *snapshot.ColumnStatistics {
	if a := x.Keys[n].Attnum; a != 0 {
		return p.ColumnStats(x.TableOID, a)
	}
	return p.ColumnStats(x.OID, int16(n+1))
}

func align(n float64, to string) float64 {
	unit := 8
	switch to {
	case "c":
		unit = 1
	case "s":
		unit = 2
	case "i":
		unit = 4
	}
	return float64((int(n+0.999) + unit - 1) / unit * unit)
}

// Deduplication of equal keys into posting lists (13+).
type dedup int

const (
	never dedup = iota
	perhaps
	always
)

// deduplicates tells whether equal entries share a posting list. Unique
// indexes only deduplicate versions of one row, which is not counted.
func deduplicates(p *advice.Pass, x *snapshot.Index) dedup {
	option, _ := x.Option("deduplicate_items")
	if on, set := pg.ParseBool(option); x.Unique || len(x.Include) > 0 || set && !on {
		return never
	}
	d := always
	for _, k := range x.Keys {
		if slices.ContainsFunc(p.Collations, func(c snapshot.Collation) bool {
			return !c.Deterministic && k.Collation == pg.Name{Schema: c.Schema, Name: c.Name}
		}) {
			return never
		}
		d = min(d, imageEqual(k.Opclass))
	}
	return d
}

// imageEqual tells whether equal values of an operator class are bytewise
// equal (support function 4, equalimage). Minor releases of 2023 took it from
// interval; of operator classes of extensions we do not know.
func imageEqual(opclass pg.Name) dedup {
	switch opclass.Name {
	case "numeric_ops", "float4_ops", "float8_ops", "jsonb_ops", "array_ops", "range_ops", "multirange_ops", "record_ops":
		return never
	case "interval_ops":
		return perhaps
	}
	if opclass.Schema != "pg_catalog" {
		return perhaps
	}
	return always
}
