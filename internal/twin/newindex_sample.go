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

// A sample is a table, made of statistics, of the columns that an index reads.
// Columns go together at random. pgadept_sample has them under their names,
// pgadept_keys the index's columns k1, k2 … of the rows that the predicate keeps.
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
	s.rows = int(math.Ceil(n))
	if err := run(ctx, m.plain, "drop table if exists pg_temp.pgadept_sample, pg_temp.pgadept_keys"); err != nil {
		return nil, err
	}
	columns, names, from := []string{}, []string{}, fmt.Sprintf("pg_catalog.generate_series(0, %d) i", s.rows-1)
	for i := range m.inputs {
		c := &m.inputs[i]
		name := pg.QuoteIdent(c.name)
		columns = append(columns, name+" "+c.typ+c.collate)
		if !s.known[c.attnum] {
			names = append(names, "null")
			continue
		}
		if err := m.valuesOf(ctx, c, values[c.attnum], s.rows); err != nil {
			return nil, err
		}
		names = append(names, fmt.Sprintf("c%d.v", i))
		from += fmt.Sprintf(" join pg_temp.pgadept_values_%d c%d on c%[2]d.p = (i::int8 * %d) %% %d", c.attnum, i, stride(i, s.rows), s.rows)
	}
	err := run(ctx, m.plain, "create temp table pgadept_sample ("+strings.Join(columns, ", ")+")",
		"insert into pg_temp.pgadept_sample select "+strings.Join(names, ", ")+" from "+from+" order by i")
	return s, err
}

// valuesOf makes the table of a column's values. Where those between bounds
// cannot be computed the bounds stand for them.
func (m *measurement) valuesOf(ctx context.Context, c *inputColumn, v columnValues, rows int) error {
	table := fmt.Sprintf("pgadept_values_%d", c.attnum)
	make := func(v columnValues) error {
		return run(ctx, m.plain, "drop table if exists pg_temp."+table, "create temp table "+table+" as "+v.sql(c, rows))
	}
	err := make(v)
	if refused(err) && v.between != "" {
		v.between = ""
		err = make(v)
	}
	return err
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
	list := make([]string, len(m.columns))
	for i, c := range m.columns {
		list[i] = fmt.Sprintf("(%s) as k%d", c.expression, i+1)
		if c.collation != "" {
			list[i] = fmt.Sprintf("(%s) collate %s as k%d", c.expression, c.collation, i+1)
		}
	}
	names := make([]string, len(m.inputs))
	for i, c := range m.inputs {
		names[i] = pg.QuoteIdent(c.name)
	}
	create := fmt.Sprintf("create temp table pgadept_keys as select %s, pg_catalog.md5(row(%s)::pg_catalog.text) as origin from pg_temp.pgadept_sample",
		strings.Join(list, ", "), strings.Join(names, ", "))
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
