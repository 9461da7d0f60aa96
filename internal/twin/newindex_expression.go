package twin

import (
	"context"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// expressionStatistics are those that ANALYZE would find of the index's
// expressions: of the sample's values, but for what depends on the number of rows.
func (m *measurement) expressionStatistics(ctx context.Context, k *keys) ([]snapshot.ColumnStatistics, error) {
	if !m.hasExpressions() || k.sample == nil {
		return nil, nil
	}
	for _, in := range m.inputs {
		if !k.sample.known[in.attnum] {
			m.note("no statistics of its expressions, for there are none of %s", pg.QuoteIdent(in.name))
			return nil, nil
		}
	}
	var out []snapshot.ColumnStatistics
	for _, c := range m.columns {
		s := k.stats[c.attnum]
		if c.source != 0 || s == nil {
			continue
		}
		one := *s
		var err error
		if one.NDistinct, err = m.distinctValues(ctx, c); err != nil {
			return nil, err
		}
		one.Slots = slices.Clone(s.Slots)
		m.correlate(&one)
		out = append(out, one)
	}
	if k.sample.rows < fewRows*10 {
		m.note("the statistics of its expressions rest on %d values", k.sample.rows)
	}
	return out, nil
}

// distinctValues estimates how many values an expression has, as ANALYZE does of a
// sample of rows (Haas and Stokes, in compute_scalar_stats): each different
// combination of what it reads is a draw from all that the table has of them.
func (m *measurement) distinctValues(ctx context.Context, c indexColumn) (float64, error) {
	var drawn, values, once float64
	err := m.plain.QueryRow(ctx, fmt.Sprintf(`
		select coalesce(pg_catalog.sum(n), 0)::float8, pg_catalog.count(*)::float8, (pg_catalog.count(*) filter (where n = 1))::float8
		from (select pg_catalog.count(distinct origin) as n from pg_temp.pgadept_keys where k%d is not null group by pg_catalog.md5(k%[1]d::pg_catalog.text)) s`, c.attnum)).
		Scan(&drawn, &values, &once)
	if err != nil {
		return 0, err
	}
	if drawn == 0 || len(m.inputs) == 0 {
		return values, nil
	}
	var columns []int16
	for _, in := range m.inputs {
		columns = append(columns, in.attnum)
	}
	possible, err := m.groups(ctx, columns)
	if err != nil {
		return 0, err
	}
	possible = max(possible, drawn)
	distinct := drawn * values / (drawn - once + once*drawn/possible)
	distinct = min(max(distinct, values), possible)
	if distinct > m.rows/10 { // where ANALYZE takes it to grow with the table
		return -min(1, distinct/max(1, m.rows)), nil
	}
	return distinct, nil
}

// correlate makes the correlation with the order of the sample, which is that of
// the one column which the expression reads, one with the order of the rows.
func (m *measurement) correlate(s *snapshot.ColumnStatistics) {
	for i := range s.Slots {
		if s.Slots[i].Kind != snapshot.SlotCorrelation || len(s.Slots[i].Numbers) != 1 {
			continue
		}
		with, ok := 0.0, false
		if len(m.inputs) == 1 {
			with, ok = m.inputs[0].statistic.Correlation()
		}
		if !ok {
			with = 0
		}
		s.Slots[i].Numbers = []float32{s.Slots[i].Numbers[0] * float32(with)}
	}
}

// distinctOf are the numbers of values, by index column.
func distinctOf(stats []snapshot.ColumnStatistics, rows float64) map[int16]float64 {
	out := map[int16]float64{}
	for i := range stats {
		out[stats[i].Attnum] = stats[i].Distinct(rows)
	}
	return out
}
