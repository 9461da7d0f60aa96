package twin

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/sizing"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// keys are what the index's columns are like.
type keys struct {
	sample *sample // nil where nothing could be evaluated
	tuples []keyTuple
	stats  map[int16]*snapshot.ColumnStatistics // of pgadept_keys
}

// keyTuple is a kind of index tuple: the columns' widths, and its share of all.
type keyTuple struct {
	columns []sizing.Attribute
	share   float64
}

// keys evaluates the index's columns over a sample. What cannot be evaluated is
// as wide as its type or its statistics say, which basis will tell.
func (m *measurement) keys(ctx context.Context) (*keys, error) {
	k := &keys{stats: map[int16]*snapshot.ColumnStatistics{}}
	if m.predicate == "" && m.fixed() {
		k.tuples = m.nullTuples()
		return k, nil
	}
	s, err := m.sampled(ctx, false)
	if err == nil {
		err = m.evaluate(ctx, s)
	}
	if err == nil && (m.hasExpressions() || m.predicate != "" || m.method == "gin") {
		err = run(ctx, m.plain, "analyze pg_temp.pgadept_keys")
	}
	if err == nil {
		k.tuples, err = m.widths(ctx, s)
	}
	if refused(err) {
		m.note("its columns cannot be evaluated over values of the statistics (%s), widths are those of their types", message(err))
		k.tuples = []keyTuple{{m.assumed(), 1}}
		return k, nil
	}
	if err != nil {
		return nil, err
	}
	k.sample = s
	var oid pg.OID
	if err := m.plain.QueryRow(ctx, "select 'pg_temp.pgadept_keys'::pg_catalog.regclass::pg_catalog.oid").Scan(&oid); err != nil {
		return nil, err
	}
	k.stats, err = readStatistics(ctx, m.super, oid)
	return k, err
}

// fixed reports whether all columns are the table's and as wide as their types.
func (m *measurement) fixed() bool {
	for _, c := range m.columns {
		if c.source == 0 || c.length < 0 {
			return false
		}
	}
	return m.method == "btree" || m.method == "hash" || m.method == "brin"
}

// nullTuples are the tuples of such columns: one for each combination of NULLs,
// which are taken to be independent.
func (m *measurement) nullTuples() []keyTuple {
	out := []keyTuple{{share: 1}}
	for _, c := range m.columns {
		null := 0.0
		if in := m.input(c.source); in != nil && in.statistic != nil {
			null = clamp01(in.statistic.NullFrac)
		}
		value, none := sizing.Attribute{Width: int(c.length), Align: c.align}, sizing.Attribute{Width: -1, Align: c.align}
		var next []keyTuple
		for _, t := range out {
			columns := slices.Clip(t.columns)
			if null < 1 {
				next = append(next, keyTuple{append(columns, value), t.share * (1 - null)})
			}
			if null > 0 && (null >= 1 || len(out) < manyKinds) {
				next = append(next, keyTuple{append(columns, none), t.share * null})
			}
		}
		out = next
	}
	return out
}

// manyKinds are enough kinds of tuples.
const manyKinds = 1000

// widths reads how wide the columns are in a tuple of the index: as in a table's,
// but for names, which an index keeps as C strings.
func (m *measurement) widths(ctx context.Context, s *sample) ([]keyTuple, error) {
	list, positions := make([]string, len(m.columns)), make([]string, len(m.columns))
	for i, c := range m.columns {
		size := fmt.Sprintf("pg_catalog.pg_column_size(k%d)", i+1)
		if c.length == -2 {
			size = fmt.Sprintf("pg_catalog.octet_length(k%d::pg_catalog.text) + 1", i+1)
		}
		list[i], positions[i] = "coalesce("+size+", -1)", fmt.Sprint(i+1)
	}
	sql := "select array[" + strings.Join(list, ", ") + "]::int4[], pg_catalog.count(*)::float8 from pg_temp.pgadept_keys group by 1 order by 1"
	rows, err := m.plain.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	assumed := m.assumed()
	var out []keyTuple
	for rows.Next() {
		var width []int32
		var n float64
		if err := rows.Scan(&width, &n); err != nil {
			return nil, err
		}
		t := keyTuple{make([]sizing.Attribute, len(width)), n / float64(max(1, s.kept))}
		for i, w := range width {
			c := &m.columns[i]
			t.columns[i] = sizing.Attribute{Width: int(w), Align: c.align}
			if c.length == -1 && w <= shortVarlena {
				t.columns[i].Align = 1
			}
			if in := m.input(c.source); in != nil && !s.known[in.attnum] {
				t.columns[i] = assumed[i]
			}
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// shortVarlena is up to which size a varlena has a header of one byte, and no
// alignment (VARATT_SHORT_MAX).
const shortVarlena = 127

// assumed are the columns' widths where no values are known.
func (m *measurement) assumed() []sizing.Attribute {
	out := make([]sizing.Attribute, len(m.columns))
	for i, c := range m.columns {
		out[i] = sizing.Attribute{Width: int(c.length), Align: c.align}
		if in := m.input(c.source); in != nil {
			width, null := in.width()
			if c.length < 0 {
				out[i].Width = width
			}
			if null {
				out[i].Width = -1
			}
		} else if c.length < 0 {
			out[i].Width = unknownWidth
		}
		if c.length < 0 && out[i].Width <= shortVarlena {
			out[i].Align = 1
		}
	}
	return out
}

// unknownWidth is what the planner assumes of a value of variable length
// (get_typavgwidth in lsyscache.c).
const unknownWidth = 32

// sizes are the sizes of tuples, in no more groups than matter.
func (k *keys) sizes() map[int]float64 {
	out := map[int]float64{}
	for _, t := range k.tuples {
		out[sizing.TupleSize(t.columns)] += t.share
	}
	for step := 16; len(out) > 24; step *= 2 {
		coarse := map[int]float64{}
		for size, share := range out {
			coarse[(size+step/2)/step*step] += share
		}
		out = coarse
	}
	return out
}

// prefix is the mean size of a tuple of the first n columns.
func (k *keys) prefix(n int) (size float64) {
	for _, t := range k.tuples {
		size += t.share * float64(sizing.TupleSize(t.columns[:n]))
	}
	return size
}

// class is a part of a column's values, all about equally frequent.
type class struct {
	share    float64 // of the rows
	distinct float64
}

// classes are those of a column, from its statistics.
func classes(s *snapshot.ColumnStatistics, distinct float64) []class {
	if s == nil {
		return []class{{1, max(1, distinct)}}
	}
	var out []class
	rest := 1.0
	if null := clamp01(s.NullFrac); null > 0 {
		out, rest = append(out, class{null, 1}), rest-null
	}
	_, freqs := s.MCV()
	for _, f := range freqs {
		share := min(rest, clamp01(float64(f)))
		out, rest, distinct = append(out, class{share, 1}), rest-share, distinct-1
	}
	switch {
	case rest > 1e-6 && distinct > 0.5 || len(out) == 0:
		out = append(out, class{rest, max(1, distinct)})
	default: // the common ones are all there are
		for i := range out {
			out[i].share /= 1 - rest
		}
	}
	return alike(out)
}

// alike puts together classes whose values are about as frequent.
func alike(in []class) []class {
	var out []class
	at := map[int]int{}
	for _, c := range in {
		if c.share <= 0 {
			continue
		}
		k := int(math.Round(4 * math.Log2(c.share/c.distinct)))
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k], out = i, append(out, class{})
		}
		out[i].share += c.share
		out[i].distinct += c.distinct
	}
	return out
}

// product are the classes of combinations.
func product(a, b []class) []class {
	var out []class
	for _, x := range a {
		for _, y := range b {
			out = append(out, class{x.share * y.share, x.distinct * y.distinct})
		}
	}
	return alike(out)
}
