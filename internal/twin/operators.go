package twin

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// columnOperators are what ANALYZE uses for a column.
type columnOperators struct {
	equal, less, elementEqual   pg.OID
	collation, elementCollation pg.OID
}

// columnKey is a column of the twin.
type columnKey struct {
	rel    pg.OID
	attnum int16
}

// operatorsOfColumns finds the operators that pg_stats, unlike pg_statistic, does
// not show, and those of types that stand in. Nil where no statistics lack theirs.
func (b *builder) operatorsOfColumns(ctx context.Context) (map[columnKey]columnOperators, error) {
	if !b.lackOperators() {
		return nil, nil
	}
	return b.columnOperators(ctx)
}

func (b *builder) columnOperators(ctx context.Context) (map[columnKey]columnOperators, error) {
	rows, err := b.super.Query(ctx, query("column_operators.sql"))
	if err != nil {
		return nil, err
	}
	out := map[columnKey]columnOperators{}
	var k columnKey
	var o columnOperators
	_, err = pgx.ForEachRow(rows, []any{&k.rel, &k.attnum, &o.equal, &o.less, &o.elementEqual, &o.collation, &o.elementCollation}, func() error {
		out[k] = o
		return nil
	})
	return out, err
}

func (b *builder) lackOperators() bool {
	for i := range b.twin.snap.ColumnStatistics {
		for _, s := range b.twin.snap.ColumnStatistics[i].Slots {
			if b.words.operators[s.Operator] == 0 && s.Kind != snapshot.SlotBounds {
				return true
			}
		}
	}
	return false
}

// lengthLess is <(float8,float8), by which the lengths of ranges are ordered.
const lengthLess pg.OID = 672

// of are the operator and the collation of a slot.
func (o columnOperators) of(kind int16) (operator, collation pg.OID) {
	switch kind {
	case snapshot.SlotMCV:
		return o.equal, o.collation
	case snapshot.SlotHistogram, snapshot.SlotCorrelation:
		return o.less, o.collation
	case snapshot.SlotMCELEM, snapshot.SlotDECHIST:
		return o.elementEqual, o.elementCollation
	case snapshot.SlotRangeLength:
		return lengthLess, 0
	}
	return 0, 0
}
