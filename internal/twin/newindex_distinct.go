package twin

import (
	"context"
	"math"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
)

// columnSet are columns whose combinations are bounded: by the rows of the table
// that a foreign key refers to, or, where these are negative, by nothing, for
// they are unique.
type columnSet struct {
	columns []int16
	rows    float64
}

func (d *indexDefinition) readSets(ctx context.Context, super *pgx.Conn) error {
	rows, err := super.Query(ctx, query("new_index_sets.sql"), d.table, d.oid)
	if err != nil {
		return err
	}
	d.sets, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (s columnSet, err error) {
		err = row.Scan(&s.columns, &s.rows)
		return s, err
	})
	return err
}

// distinct is how many different combinations the table has of the first n keys
// of the index; expressions tells it for those that are no column.
func (m *measurement) distinct(ctx context.Context, n int, expressions map[int16]float64) (float64, error) {
	var columns []int16
	product := 1.0
	for _, c := range m.columns[:n] {
		if c.source == 0 {
			product *= max(1, expressions[c.attnum])
		} else {
			columns = append(columns, c.source)
		}
	}
	if len(columns) > 0 {
		groups, err := m.groups(ctx, columns)
		if err != nil {
			return 0, err
		}
		product *= groups
	}
	if n > 1 && len(columns) < n {
		product = occupied(product, m.rows)
	}
	return max(1, min(product, m.rows)), nil
}

// groups is how many combinations of columns the table has. The planner holds
// several of which it knows no more to a tenth of the rows (estimate_num_groups in
// selfuncs.c); there the chance that a combination occurs tells more.
func (m *measurement) groups(ctx context.Context, columns []int16) (float64, error) {
	columns = slices.DeleteFunc(slices.Clone(columns), func(c int16) bool { // NULL everywhere
		in := m.input(c)
		return in != nil && in.statistic != nil && in.statistic.NullFrac >= 1
	})
	if len(columns) == 0 {
		return 1, nil
	}
	m.noteUnknown(columns)
	n, err := m.planned(ctx, columns)
	if err != nil || len(columns) == 1 {
		return n, err
	}
	single, product, most := map[int16]float64{}, 1.0, 1.0
	for _, c := range columns {
		if single[c], err = m.planned(ctx, []int16{c}); err != nil {
			return 0, err
		}
		product, most = product*single[c], max(most, single[c])
	}
	guessed := false
	if clamp := max(m.rows/10, most); math.Abs(n-clamp) < clamp/1000+1 && product > n {
		n, guessed = occupied(product, m.rows), true
	}
	for _, s := range m.sets {
		bound := s.rows
		for _, c := range columns {
			if !slices.Contains(s.columns, c) {
				bound *= single[c]
			}
		}
		switch {
		case slices.ContainsFunc(s.columns, func(c int16) bool { return !slices.Contains(columns, c) }):
		case s.rows < 0:
			return m.rows, nil
		case bound < n:
			n, guessed = bound, false
		}
	}
	if guessed && n > m.rows/5 {
		m.note("its columns are taken to have nothing to do with each other, for no extended statistics tell")
	}
	return n, nil
}

// noteUnknown names the columns of which the planner only supposes something.
func (m *measurement) noteUnknown(columns []int16) {
	for _, c := range columns {
		if in := m.input(c); in != nil && in.statistic == nil && m.rows > 0 {
			m.note("there are no statistics of %s", pg.QuoteIdent(in.name))
		}
	}
}

// planned is the planner's own estimate.
func (m *measurement) planned(ctx context.Context, columns []int16) (float64, error) {
	names := make([]string, len(columns))
	for i, c := range columns {
		if in := m.input(c); in != nil {
			names[i] = pg.QuoteIdent(in.name)
		}
	}
	n, err := m.estimate(ctx, "select from only "+m.tableName.String()+" group by "+strings.Join(names, ", "))
	if refused(err) { // no equality
		return m.rows, nil
	}
	return n, err
}
