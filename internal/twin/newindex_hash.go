package twin

import (
	"context"

	"github.com/pgadept/pgadept/internal/sizing"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// hash is a hash index as CREATE INDEX fills it.
func (m *measurement) hash(ctx context.Context) (out newIndex, err error) {
	k, err := m.keys(ctx)
	if err != nil {
		return out, err
	}
	if out.stats, err = m.expressionStatistics(ctx, k); err != nil {
		return out, err
	}
	distinct, err := m.remaining(ctx, k, 1, distinctOf(out.stats, m.rows))
	if err != nil {
		return out, err
	}
	m.withoutNulls = true // a hash index does not have them
	m.tuples *= 1 - m.nulls(k, out.stats)
	all, err := m.repetition(ctx, k, min(distinct, max(1, m.tuples)), out.stats)
	if err != nil {
		return out, err
	}
	// Of an empty table the planner, and with it CREATE INDEX, expects some rows.
	laidOut, err := m.estimate(ctx, "select from only "+m.tableName.String())
	if err != nil {
		return out, err
	}
	out.pages = sizing.Hash{Keys: all, TableRows: laidOut, Fillfactor: m.number("fillfactor", 75)}.Pages()
	out.basis = "computed from the number of rows and the frequencies that the statistics tell of"
	return out, nil
}

// nulls is the fraction of NULLs of the first key.
func (m *measurement) nulls(k *keys, derived []snapshot.ColumnStatistics) float64 {
	if len(derived) > 0 {
		return clamp01(derived[0].NullFrac)
	}
	nulls := 0.0
	for _, t := range k.tuples {
		if t.columns[0].Width < 0 {
			nulls += t.share
		}
	}
	return min(1, nulls)
}
