package twin

import (
	"context"
	"math"

	"github.com/pgadept/pgadept/internal/sizing"
)

// scaled is an index of a method whose shape depends on the values: the same
// index over the sample, and its pages in proportion to the rows.
func (m *measurement) scaled(ctx context.Context) (out newIndex, err error) {
	k := &keys{tuples: []keyTuple{{m.assumed(), 1}}}
	if m.hasExpressions() {
		if k, err = m.keys(ctx); err != nil {
			return out, err
		}
		if out.stats, err = m.expressionStatistics(ctx, k); err != nil {
			return out, err
		}
	}
	if k.sample, err = m.sampled(ctx, true); err == nil && !m.allKnown(k) {
		m.note("of a column that it reads no values are known")
		return m.fromWidths(out, k), nil
	}
	var pages int64
	if err == nil {
		pages, err = m.buildOnSample(ctx)
	}
	if refused(err) {
		m.note("the sample could not be indexed (%s)", message(err))
		return m.fromWidths(out, k), nil
	}
	if err != nil {
		return out, err
	}
	out.pages = int64(max(1, math.Ceil(float64(pages)*m.tuples/float64(k.sample.rows))))
	out.basis = "scaled from the same index over values that the statistics tell of"
	return out, nil
}

// buildOnSample creates the index on the sample.
func (m *measurement) buildOnSample(ctx context.Context) (pages int64, err error) {
	if err := run(ctx, m.plain, "create index pgadept_index on pg_temp.pgadept_sample using "+m.using); err != nil {
		return 0, err
	}
	return pages, m.plain.QueryRow(ctx, "select pg_catalog.pg_relation_size('pg_temp.pgadept_index') / 8192").Scan(&pages)
}

// fromWidths is a rough guess: tuples on pages that are two thirds full.
func (m *measurement) fromWidths(out newIndex, k *keys) newIndex {
	const perPage = 8150.0 * 2 / 3
	size := 0.0
	for _, t := range k.tuples {
		size += t.share * float64(sizing.TupleSize(t.columns)+itemPointer)
	}
	out.pages = int64(math.Ceil(1 + m.tuples*size/perPage))
	out.basis = "guessed from the widths of its columns"
	return out
}
