package twin

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// typeInfo is what decides whether values of one type may stand where those of
// another are expected.
type typeInfo struct {
	basis   pg.OID // of a domain
	element pg.OID // of an array
	rangeOf pg.OID // of a multirange
	length  int16
	byValue bool
}

// typesOf are the twin's types.
type typesOf map[pg.OID]typeInfo

func (b *builder) loadTypes(ctx context.Context) (typesOf, error) {
	multirange := "0::oid"
	if b.twin.major >= 14 {
		multirange = "coalesce((select r.rngtypid from pg_range r where r.rngmultitypid = t.oid), 0)"
	}
	rows, err := b.super.Query(ctx, "select t.oid, t.typbasetype, t.typelem, "+multirange+", t.typlen, t.typbyval from pg_type t where t.typtype <> 'c'")
	if err != nil {
		return nil, err
	}
	out := typesOf{}
	var oid pg.OID
	var t typeInfo
	_, err = pgx.ForEachRow(rows, []any{&oid, &t.basis, &t.element, &t.rangeOf, &t.length, &t.byValue}, func() error {
		out[oid] = t
		return nil
	})
	return out, err
}

// base is the type below all domains.
func (t typesOf) base(oid pg.OID) pg.OID {
	for n := 0; t[oid].basis != 0 && n < len(t); n++ {
		oid = t[oid].basis
	}
	return oid
}

const (
	float8Type   pg.OID = 701
	textType     pg.OID = 25
	nameType     pg.OID = 19
	cstringType  pg.OID = 2275
	tsvectorType pg.OID = 3614
)

// fits reports whether the values of a slot may be of type got in statistics of a
// column of type column. The planner hands them to the column's operators as they
// are: another type's would be taken for addresses.
func (t typesOf) fits(kind int16, column, got pg.OID) bool {
	column, got = t.base(column), t.base(got)
	switch kind {
	case snapshot.SlotMCV, snapshot.SlotHistogram:
		return got == column || got == nameType && column == cstringType // as an index keeps names
	case snapshot.SlotMCELEM:
		return column == tsvectorType && got == textType || got == t.base(t[column].element)
	case snapshot.SlotRangeLength:
		return got == float8Type
	case snapshot.SlotBounds:
		return got == column || got == t[column].rangeOf
	}
	return false
}

// columnTypes are the types of the twin's columns and of the expressions of its
// indexes.
func (b *builder) columnTypes(ctx context.Context) (map[columnKey]pg.OID, error) {
	rows, err := b.super.Query(ctx, "select attrelid, attnum, atttypid from pg_attribute where attrelid >= 16384 and attnum > 0 and not attisdropped")
	if err != nil {
		return nil, err
	}
	out := map[columnKey]pg.OID{}
	var k columnKey
	var typ pg.OID
	if _, err := pgx.ForEachRow(rows, []any{&k.rel, &k.attnum, &typ}, func() error {
		out[k] = typ
		return nil
	}); err != nil {
		return nil, err
	}
	for i := range b.twin.snap.Indexes {
		x := &b.twin.snap.Indexes[i]
		if o := b.objects[x.OID]; o.oid != 0 && x.HasExpressions() && x.AccessMethod != "btree" && x.AccessMethod != "hash" {
			b.expressionTypes(ctx, x, o.oid, out)
		}
	}
	return out, nil
}

// expressionTypes puts in the types of an index's expressions where the index
// keeps other keys than their values.
func (b *builder) expressionTypes(ctx context.Context, x *snapshot.Index, index pg.OID, out map[columnKey]pg.OID) {
	for i, k := range x.Keys {
		if k.Attnum == 0 {
			out[columnKey{index, int16(i + 1)}] = firstOf(b.resultTypes(ctx, x.TableOID, "("+k.Expression+")"))
		}
	}
}

func firstOf(types []pg.OID) pg.OID {
	if len(types) == 0 {
		return 0
	}
	return types[0]
}

// resultTypes are the types of a list of expressions over a table; none where it
// cannot be read. The statement is analyzed, not executed.
func (b *builder) resultTypes(ctx context.Context, table pg.OID, list string) []pg.OID {
	r := b.cat.Relation(table)
	if r == nil {
		return nil
	}
	d, err := b.plain.Prepare(ctx, "", "select "+list+" from only "+r.PG().String())
	if err != nil {
		return nil
	}
	types := make([]pg.OID, len(d.Fields))
	for i, f := range d.Fields {
		types[i] = pg.OID(f.DataTypeOID)
	}
	return types
}
