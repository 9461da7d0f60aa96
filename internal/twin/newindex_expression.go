package twin

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

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
		if c.source != 0 {
			continue
		}
		one, err := m.expressionStatistic(ctx, c, k)
		if err != nil {
			return nil, err
		}
		if one != nil {
			out = append(out, *one)
		}
	}
	return out, nil
}

// expressionStatistic are those of one expression. Where the index has more than
// that it gets a sample of its own: how many rows can be had depends on the columns.
func (m *measurement) expressionStatistic(ctx context.Context, c indexColumn, k *keys) (*snapshot.ColumnStatistics, error) {
	alone, definition := *m, *m.indexDefinition
	alone.indexDefinition = &definition
	attnum := c.attnum
	if len(m.columns) > 1 {
		if m.predicate == "" {
			definition.inputs = nil
			for _, in := range m.read(&c) {
				definition.inputs = append(definition.inputs, *in)
			}
		}
		c.attnum, definition.keys = 1, 1
		definition.columns = []indexColumn{c}
		var err error
		if k, err = alone.keys(ctx); err != nil || k.sample == nil {
			return nil, err
		}
	}
	s := k.stats[c.attnum]
	if s == nil {
		return nil, nil
	}
	one := *s
	var err error
	if one.NDistinct, err = alone.distinctValues(ctx, c); err != nil {
		return nil, err
	}
	one.Attnum, one.Slots = attnum, slices.Clone(s.Slots)
	repeated, err := alone.repeated(ctx, c)
	if err != nil {
		return nil, err
	}
	lessCommon(&one, repeated, float64(k.sample.rows), m.rows)
	alone.correlate(&one, &c)
	if c.length == -1 && one.AvgWidth > 0 && one.AvgWidth <= shortVarlena-3 {
		one.AvgWidth += 3 // ANALYZE sees it as it is computed, with a long header
	}
	m.notes = alone.notes
	if k.sample.rows < fewRows*10 && float64(k.sample.rows) < m.rows {
		m.note("the statistics of %s rest on %d values", c.expression, k.sample.rows)
	}
	return &one, nil
}

// distinctValues estimates how many values an expression has, as ANALYZE does of a
// sample of rows (Haas and Stokes, in compute_scalar_stats): each different
// combination of what it reads is a draw from all that the table has of them.
func (m *measurement) distinctValues(ctx context.Context, c indexColumn) (float64, error) {
	var drawn, values, once float64
	err := m.plain.QueryRow(ctx, fmt.Sprintf(`
		select coalesce(pg_catalog.sum(n), 0)::float8, pg_catalog.count(*)::float8, (pg_catalog.count(*) filter (where n = 1))::float8
		from (select pg_catalog.count(distinct origin%[1]d) as n from pg_temp.pgadept_keys where k%[1]d is not null group by pg_catalog.md5(k%[1]d::pg_catalog.text)) s`, c.attnum)).
		Scan(&drawn, &values, &once)
	if err != nil {
		return 0, err
	}
	read := m.read(&c)
	if drawn == 0 || len(read) == 0 {
		return values, nil
	}
	var columns []int16
	for _, in := range read {
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
func (m *measurement) correlate(s *snapshot.ColumnStatistics, c *indexColumn) {
	for i := range s.Slots {
		if s.Slots[i].Kind != snapshot.SlotCorrelation || len(s.Slots[i].Numbers) != 1 {
			continue
		}
		with, ok := 0.0, false
		if read := m.read(c); len(read) == 1 && read[0].attnum == m.inputs[0].attnum { // the sample has the order of its first column
			if with, ok = read[0].statistic.Correlation(); read[0].statistic.NullFrac >= 1 {
				with, ok = 1, true // of one value only
			}
		}
		if !ok {
			with = 0
		}
		s.Slots[i].Numbers = []float32{s.Slots[i].Numbers[0] * float32(with)}
	}
}

// read are the columns that an expression reads. A name in it that means something
// else does little harm.
func (m *measurement) read(c *indexColumn) []*inputColumn {
	var all, out []*inputColumn
	for i := range m.inputs {
		in := &m.inputs[i]
		all = append(all, in)
		if regexp.MustCompile(`(^|[^\pL\pN_$])` + regexp.QuoteMeta(strings.ReplaceAll(in.name, `"`, `""`)) + `($|[^\pL\pN_$])`).MatchString(c.expression) {
			out = append(out, in)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

func names(columns []*inputColumn) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = pg.QuoteIdent(c.name)
	}
	return out
}

// distinctOf are the numbers of values, by index column.
func distinctOf(stats []snapshot.ColumnStatistics, rows float64) map[int16]float64 {
	out := map[int16]float64{}
	for i := range stats {
		out[stats[i].Attnum] = stats[i].Distinct(rows)
	}
	return out
}
