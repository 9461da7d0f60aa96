package twin

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// sampleRows is what ANALYZE takes of a table by default.
const sampleRows = 30000

// widthRows are enough to know how wide values are.
const widthRows = 10000

// A sample is a table, made of statistics, of the columns that an index reads.
// Columns go together at random. pgadept_sample has them under their names,
// pgadept_keys the index's columns k1, k2 … of the rows that the predicate keeps,
// with what an expression's value was made of.
type sample struct {
	rows    int
	known   map[int16]bool // columns whose values are known; the others are NULL
	kept    int            // rows of pgadept_keys
	perhaps bool           // the predicate is not applied: it kept too few
}

// sampled fills pgadept_sample. With repeat it has as many rows as there can be;
// otherwise no value is more frequent than it is in the table.
func (m *measurement) sampled(ctx context.Context, repeat bool) (*sample, error) {
	s := &sample{known: map[int16]bool{}}
	n := min(sampleRows, max(1, m.rows))
	if !repeat && !m.hasExpressions() {
		n = min(n, widthRows)
	}
	values := map[int16]columnValues{}
	for i := range m.inputs {
		c := &m.inputs[i]
		v, ok := c.values(m.rows)
		if !ok {
			continue
		}
		values[c.attnum], s.known[c.attnum] = v, true
		if !repeat {
			n = min(n, v.most())
		}
	}
	s.rows = max(1, int(n))
	if err := run(ctx, m.plain, "drop table if exists pg_temp.pgadept_sample, pg_temp.pgadept_keys"); err != nil {
		return nil, err
	}
	columns, names, from := []string{}, []string{}, fmt.Sprintf("pg_catalog.generate_series(0, %d) i", s.rows-1)
	for i := range m.inputs {
		c := &m.inputs[i]
		columns, names = append(columns, pg.QuoteIdent(c.name)+" "+c.typ+c.collate), append(names, "null")
		if !s.known[c.attnum] {
			continue
		}
		ok, err := m.valuesOf(ctx, c, values[c.attnum], s.rows)
		if err != nil {
			return nil, err
		}
		if s.known[c.attnum] = ok; ok {
			names[i] = fmt.Sprintf("c%d.v", i)
			from += fmt.Sprintf(" join pg_temp.pgadept_values_%d c%d on c%[2]d.p = (i::int8 * %d) %% %d", c.attnum, i, m.stride(i, s.rows, repeat), s.rows)
		}
	}
	err := run(ctx, m.plain, "create temp table pgadept_sample ("+strings.Join(columns, ", ")+")",
		"insert into pg_temp.pgadept_sample select "+strings.Join(names, ", ")+" from "+from+" order by i")
	return s, err
}

// valuesOf makes the table of a column's values; not ok where it cannot be. Where
// values between bounds cannot be computed the bounds stand for them.
func (m *measurement) valuesOf(ctx context.Context, c *inputColumn, v columnValues, rows int) (ok bool, err error) {
	table := fmt.Sprintf("pgadept_values_%d", c.attnum)
	bounds := v
	bounds.between, bounds.ranges, bounds.shape = "", nil, ""
	for _, v := range []columnValues{v, bounds} {
		err = run(ctx, m.plain, "drop table if exists pg_temp."+table, "create temp table "+table+" as "+v.sql(c, rows))
		if !refused(err) {
			return err == nil, err
		}
		if len(v.common)+len(v.bounds) == 0 {
			break
		}
	}
	m.note("the values that the statistics hold of %s cannot be read (%s)", pg.QuoteIdent(c.name), message(err))
	return false, nil
}

// stride is the step of a column. The order of the rows matters to indexes that
// take them one by one: there it is the values' own only where the table has them
// in it, too.
func (m *measurement) stride(column, n int, ordered bool) int {
	if ordered {
		s := m.inputs[column].statistic
		if with, ok := s.Correlation(); !ok || with < 0.9 {
			return stride(column+1, n)
		}
		return 1
	}
	return stride(column, n)
}

// stride is a step by which all of n rows are visited in an order that is another
// for each column; that of the first is their own.
func stride(column, n int) int {
	if column == 0 {
		return 1
	}
	step := max(1, int(float64(n)*math.Mod(float64(column)*(math.Phi-1), 1)))
	for gcd(step, n) != 1 {
		step++
	}
	return step
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// fewRows is from when on a predicate leaves too little of a sample.
const fewRows = 30

// evaluate makes pgadept_keys. It fails where an expression or the predicate does.
func (m *measurement) evaluate(ctx context.Context, s *sample) error {
	var list, origins []string
	for i, c := range m.columns {
		key := fmt.Sprintf("(%s) as k%d", c.expression, i+1)
		if c.collation != "" {
			key = fmt.Sprintf("(%s) collate %s as k%d", c.expression, c.collation, i+1)
		}
		if list = append(list, key); c.source == 0 {
			origins = append(origins, fmt.Sprintf("pg_catalog.md5(row(%s)::pg_catalog.text) as origin%d", strings.Join(names(m.read(&c)), ", "), i+1))
		}
	}
	create := "create temp table pgadept_keys as select " + strings.Join(append(list, origins...), ", ") + " from pg_temp.pgadept_sample"
	where := ""
	if m.predicate != "" {
		where = " where " + m.predicate
	}
	for _, filter := range []string{where, ""} {
		if err := run(ctx, m.plain, "drop table if exists pg_temp.pgadept_keys", create+filter); err != nil {
			return err
		}
		if err := m.plain.QueryRow(ctx, "select pg_catalog.count(*) from pg_temp.pgadept_keys").Scan(&s.kept); err != nil {
			return err
		}
		if s.kept >= min(fewRows, s.rows/2) {
			break
		}
		s.perhaps = true
	}
	return nil
}
