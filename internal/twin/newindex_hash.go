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
	all, err := m.repetition(ctx, k, distinct, out.stats)
	if err != nil {
		return out, err
	}
	if nulls := m.nulls(k, out.stats); nulls > 0 { // which a hash index does not have
		for i := range all {
			all[i].Rows *= 1 - nulls
		}
		m.tuples *= 1 - nulls
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
	if s := k.stats[1]; s != nil && k.sample != nil && k.sample.known[m.columns[0].source] {
		return clamp01(s.NullFrac)
	}
	return 0
}
