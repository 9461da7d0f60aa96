package twin

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// repeated are the values of an expression that come of one and the same input
// again and again: their frequency is that of a common value of the table.
func (m *measurement) repeated(ctx context.Context, c indexColumn) (map[string]bool, error) {
	rows, err := m.plain.Query(ctx, fmt.Sprintf("select k%d::pg_catalog.text from pg_temp.pgadept_keys where k%[1]d is not null group by 1 "+
		"having pg_catalog.count(*) > pg_catalog.count(distinct origin%[1]d)", c.attnum))
	if err != nil {
		return nil, err
	}
	texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
	out := map[string]bool{}
	for _, t := range texts {
		out[t] = true
	}
	return out, err
}

// lessCommon takes out of the most common values those that a sample has as often
// as by chance. ANALYZE saw the sample as a whole table and kept all that it has
// twice; of a sample it keeps those whose frequency is two standard deviations
// above what the others have on average (analyze_mcv_list in analyze.c).
func lessCommon(s *snapshot.ColumnStatistics, repeated map[string]bool, sample, rows float64) {
	at := slices.IndexFunc(s.Slots, func(x snapshot.Slot) bool { return x.Kind == snapshot.SlotMCV })
	all := !slices.ContainsFunc(s.Slots, func(x snapshot.Slot) bool { return x.Kind == snapshot.SlotHistogram })
	if at < 0 || all || sample >= rows {
		return
	}
	slot := &s.Slots[at]
	values, err := pg.ParseArray(slot.Values)
	if err != nil || len(values) != len(slot.Numbers) {
		return
	}
	sum := 0.0
	for _, f := range slot.Numbers {
		sum += float64(f)
	}
	var common []string
	var freqs []float32
	kept := len(values)
	distinct := s.Distinct(rows)
	for i := len(values) - 1; i >= 0; i-- {
		f := float64(slot.Numbers[i])
		share := clamp01(1-(sum-f)-s.NullFrac) / max(1, distinct-float64(kept-1))
		deviation := math.Sqrt(sample * f * (1 - f) * (rows - sample) / max(1, rows-1))
		if repeated[values[i]] || f*sample > share*sample+2*deviation+0.5 {
			common, freqs = append(common, values[i]), append(freqs, slot.Numbers[i])
			continue
		}
		sum -= f
		kept--
	}
	if kept == 0 {
		s.Slots = slices.Delete(s.Slots, at, at+1)
		return
	}
	slices.Reverse(common)
	slices.Reverse(freqs)
	slot.Values, slot.Numbers = arrayText(common), freqs
}
