package twin

import (
	"context"
	"encoding/binary"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/pgadept/pgadept/internal/sizing"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// btree is a B-tree as CREATE INDEX loads it.
func (m *measurement) btree(ctx context.Context) (out newIndex, err error) {
	k, err := m.keys(ctx)
	if err != nil {
		return out, err
	}
	if out.stats, err = m.expressionStatistics(ctx, k); err != nil {
		return out, err
	}
	b := sizing.BTree{Fillfactor: m.number("fillfactor", 90)}
	if b.Deduplicate, err = m.deduplicates(ctx); err != nil {
		return out, err
	}
	expressions := distinctOf(out.stats, m.rows)
	for n := 1; n <= m.keyCount(); n++ {
		distinct, err := m.remaining(ctx, k, n, expressions)
		if err != nil {
			return out, err
		}
		b.Prefixes = append(b.Prefixes, sizing.BTreePrefix{Distinct: distinct, Size: k.prefix(n)})
	}
	distinct := b.Prefixes[len(b.Prefixes)-1].Distinct
	if m.unique {
		distinct = m.tuples
		b.Prefixes[len(b.Prefixes)-1].Distinct = distinct
	}
	if b.Keys, err = m.repetition(ctx, k, distinct, out.stats); err != nil {
		return out, err
	}
	out.pages, out.height = b.Size()
	out.basis = "computed from the widths and the frequencies that the statistics tell of"
	return out, nil
}

func (m *measurement) keyCount() int { return min(m.indexDefinition.keys, len(m.columns)) }

// deduplicates asks the index itself: when it was created it found out whether
// equal keys are interchangeable (btm_allequalimage). Unique indexes and those
// with further columns keep every tuple.
func (m *measurement) deduplicates(ctx context.Context) (bool, error) {
	const allEqualImage = pageHeader + 40
	if on, set := m.option("deduplicate_items"); set {
		if ok, err := strconv.ParseBool(on); err == nil && !ok || on == "off" {
			return false, nil
		}
	}
	if m.unique || len(m.columns) > m.indexDefinition.keys {
		return false, nil
	}
	var meta []byte
	if err := m.super.QueryRow(ctx, "select pg_read_binary_file($1, 0, $2)", m.file, int64(allEqualImage+1)).Scan(&meta); err != nil {
		return false, err
	}
	return len(meta) > allEqualImage && binary.LittleEndian.Uint32(meta[metaMagic:]) == btreeMagic && meta[allEqualImage] != 0, nil
}

// remaining is how many different values of the first n keys the index has.
func (m *measurement) remaining(ctx context.Context, k *keys, n int, expressions map[int16]float64) (float64, error) {
	all, err := m.distinct(ctx, n, expressions)
	if err != nil || m.predicate == "" {
		return all, err
	}
	if share, ok, err := m.shareKept(ctx, k, n); err != nil || ok {
		return max(1, min(m.tuples, all*share)), err
	}
	return m.kept(all), nil
}

// shareKept is how large a part of the different values of the first n keys the
// predicate lets pass, where it is about one of them.
func (m *measurement) shareKept(ctx context.Context, k *keys, n int) (share float64, ok bool, err error) {
	if k.sample == nil || k.sample.perhaps || !m.predicateReads(n) {
		return 0, false, nil
	}
	columns, values := "", ""
	for i, c := range m.columns[:n] {
		if i > 0 {
			columns, values = columns+", ", values+", "
		}
		columns += c.expression
		values += "k" + strconv.Itoa(i+1)
	}
	err = m.plain.QueryRow(ctx, "select (select pg_catalog.count(distinct row("+values+")::pg_catalog.text) from pg_temp.pgadept_keys)::float8 / "+
		"greatest(1, (select pg_catalog.count(distinct row("+columns+")::pg_catalog.text) from pg_temp.pgadept_sample))").Scan(&share)
	if refused(err) {
		return 0, false, nil
	}
	return share, err == nil && share > 0, err
}

// repetition is how often which keys occur.
func (m *measurement) repetition(ctx context.Context, k *keys, distinct float64, derived []snapshot.ColumnStatistics) ([]sizing.BTreeKeys, error) {
	var all []class
	for i, c := range m.columns[:m.keyCount()] {
		one, err := m.classesOf(ctx, k, c, derived)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			all = one
		} else {
			all = product(all, one)
		}
	}
	sum, single := 0.0, m.keyCount() == 1
	for i := range all {
		if rows := m.tuples * all[i].share; !single {
			all[i].distinct = occupied(all[i].distinct, rows)
		}
		sum += all[i].distinct
	}
	scale := 1.0
	if sum > 0 {
		scale = distinct / sum
	}
	sizes := k.sizes()
	var out []sizing.BTreeKeys
	for _, c := range all {
		for _, size := range slices.Sorted(maps.Keys(sizes)) {
			rows := m.tuples * c.share * sizes[size]
			out = append(out, sizing.BTreeKeys{Rows: rows, Distinct: max(math.Min(1, rows), c.distinct*scale*sizes[size]), Size: size})
		}
	}
	return out, nil
}

// classesOf are the classes of a key: by the table's statistics, or where the
// index has other values, by those of the sample.
func (m *measurement) classesOf(ctx context.Context, k *keys, c indexColumn, derived []snapshot.ColumnStatistics) ([]class, error) {
	var s *snapshot.ColumnStatistics
	distinct, err := m.tuples, error(nil)
	if c.source == 0 {
		for i := range derived {
			if derived[i].Attnum == c.attnum {
				s, distinct = &derived[i], derived[i].Distinct(m.rows)
			}
		}
	} else if of := k.stats[c.attnum]; of != nil && m.predicate != "" && !k.sample.perhaps && m.predicateReads(int(c.attnum)) {
		s, distinct = of, of.Distinct(m.tuples)
	} else if distinct, err = m.groups(ctx, []int16{c.source}); m.input(c.source) != nil {
		s = m.input(c.source).statistic
	}
	if m.withoutNulls {
		s = notNull(s)
	}
	return classes(s, distinct), err
}

// notNull are the statistics of the rows without NULL.
func notNull(s *snapshot.ColumnStatistics) *snapshot.ColumnStatistics {
	if s == nil || s.NullFrac <= 0 || s.NullFrac >= 1 {
		return s
	}
	out := *s
	out.NullFrac, out.Slots = 0, slices.Clone(s.Slots)
	for i := range out.Slots {
		if out.Slots[i].Kind == snapshot.SlotMCV {
			out.Slots[i].Numbers = slices.Clone(out.Slots[i].Numbers)
			for n := range out.Slots[i].Numbers {
				out.Slots[i].Numbers[n] /= float32(1 - s.NullFrac)
			}
		}
	}
	return &out
}
