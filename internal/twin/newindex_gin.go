package twin

import (
	"context"

	"github.com/pgadept/pgadept/internal/sizing"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// gin is a GIN index as CREATE INDEX builds it: the lists of rows of its keys.
func (m *measurement) gin(ctx context.Context) (out newIndex, err error) {
	k, err := m.keys(ctx)
	if err != nil {
		return out, err
	}
	if out.stats, err = m.expressionStatistics(ctx, k); err != nil {
		return out, err
	}
	g := sizing.GIN{Heap: float64(m.blocks)}
	items := 0.0
	for i := range m.columns {
		keys, err := m.ginKeys(ctx, k, i, out.stats)
		if refused(err) {
			m.note("what it takes out of %s cannot be evaluated (%s)", m.columns[i].expression, message(err))
			keys, err = nil, nil
		}
		if err != nil {
			return out, err
		}
		if len(keys) == 0 {
			keys = m.ginGuess(i)
		}
		for _, one := range keys {
			if len(m.columns) > 1 {
				one.Size += 8 // the column's number comes first
			}
			g.Keys = append(g.Keys, one)
			items += one.Keys * one.Rows
		}
	}
	size := g.Size()
	none := int64(0)
	out.pages = size.Pages
	out.meta = &snapshot.IndexPages{PendingPages: &none, TotalPages: &size.Pages, EntryPages: &size.EntryPages, DataPages: &size.DataPages, Entries: &size.Entries}
	out.basis = "computed from the keys in values that the statistics tell of, how many there are in all being an extrapolation"
	m.tuples = items
	return out, nil
}

// ginKeys are the keys of one column.
func (m *measurement) ginKeys(ctx context.Context, k *keys, i int, derived []snapshot.ColumnStatistics) ([]sizing.GINKeys, error) {
	c := &m.columns[i]
	var elements *snapshot.ColumnStatistics
	nulls := 0.0
	if in := m.input(c.source); in != nil && in.statistic != nil {
		elements, nulls = in.statistic, clamp01(in.statistic.NullFrac)
	} else if s := k.stats[c.attnum]; s != nil {
		nulls = clamp01(s.NullFrac)
	}
	var out []sizing.GINKeys
	if nulls > 0 { // one key stands for them
		out = append(out, sizing.GINKeys{Keys: 1, Rows: nulls * m.tuples, Size: 16})
	}
	rows := m.tuples * (1 - nulls)
	if keys := c.fromElements(elements, rows, sampleRows); keys != nil {
		return append(out, keys...), nil
	}
	if c.scalar() {
		keys, err := m.scalarKeys(ctx, k, i, derived)
		return append(out, keys...), err
	}
	items := c.items(i + 1)
	if items == "" || k.sample == nil || k.sample.kept == 0 || !m.knows(k, c) {
		return nil, nil
	}
	keys, err := m.seenKeys(ctx, c, items, m.tuples/float64(k.sample.kept))
	return append(out, keys...), err
}

// knows reports whether the sample has the column's values.
func (m *measurement) knows(k *keys, c *indexColumn) bool {
	if c.source != 0 {
		return k.sample.known[c.source]
	}
	return m.allKnown(k)
}

// allKnown reports whether the sample has values of all columns that it should.
func (m *measurement) allKnown(k *keys) bool {
	for _, in := range m.inputs {
		if !k.sample.known[in.attnum] {
			return false
		}
	}
	return true
}

// scalarKeys are a column's own values, as btree_gin indexes them.
func (m *measurement) scalarKeys(ctx context.Context, k *keys, i int, derived []snapshot.ColumnStatistics) ([]sizing.GINKeys, error) {
	m.withoutNulls = true
	all, err := m.classesOf(ctx, k, m.columns[i], derived)
	m.withoutNulls = false
	size := 0.0
	for _, t := range k.tuples {
		size += t.share * float64(sizing.TupleSize(t.columns[i:i+1]))
	}
	var out []sizing.GINKeys
	for _, c := range all {
		rows := m.tuples * c.share
		distinct := max(1, min(rows, c.distinct))
		out = append(out, sizing.GINKeys{Keys: distinct, Rows: rows / distinct, Size: int(size+7) / 8 * 8})
	}
	return out, err
}

// ginGuess is for values of which nothing is known: ten keys in a row, each in
// ten rows.
func (m *measurement) ginGuess(i int) []sizing.GINKeys {
	m.note("the keys in %s are a guess", m.columns[i].expression)
	return []sizing.GINKeys{{Keys: m.tuples, Rows: 10, Size: 24}}
}
