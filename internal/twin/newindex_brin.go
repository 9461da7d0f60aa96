package twin

import (
	"context"

	"github.com/pgadept/pgadept/internal/sizing"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// brin follows from the table's length and the size of a summary.
func (m *measurement) brin(ctx context.Context) (out newIndex, err error) {
	k, err := m.keys(ctx)
	if err != nil {
		return out, err
	}
	if out.stats, err = m.expressionStatistics(ctx, k); err != nil {
		return out, err
	}
	var stored []sizing.Attribute
	for i := range m.columns {
		a := sizing.Attribute{Align: m.columns[i].align}
		share := 0.0
		for _, t := range k.tuples {
			if w := t.columns[i].Width; w > 0 {
				a.Width, a.Align = a.Width+int(t.share*float64(w)*1000), t.columns[i].Align
				share += t.share
			}
		}
		if share > 0 {
			a.Width = int(float64(a.Width)/1000/share + 0.5)
		}
		stored = append(stored, a, a) // the least and the greatest
	}
	perRange := int64(m.number("pages_per_range", 128))
	pages, revmap := sizing.BRIN(m.blocks, perRange, sizing.BRINTuple(stored))
	out.pages, out.meta = pages, &snapshot.IndexPages{PagesPerRange: &perRange, RevmapPages: &revmap}
	m.tuples = float64(ceilDiv(m.blocks, perRange)) // a summary each
	out.basis = "computed from the table's length"
	return out, nil
}
