package twin

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/snapshot"
)

func TestLessCommon(t *testing.T) {
	t.Parallel()
	statistics := func(histogram bool) *snapshot.ColumnStatistics {
		s := &snapshot.ColumnStatistics{NDistinct: 300, Slots: []snapshot.Slot{
			{Kind: snapshot.SlotMCV, Numbers: []float32{0.3, 0.02, 0.02}, Values: `{often,chance,"of one row"}`},
		}}
		if histogram {
			s.Slots = append(s.Slots, snapshot.Slot{Kind: snapshot.SlotHistogram, Values: "{x,y}"})
		}
		return s
	}
	for _, c := range []struct {
		what      string
		histogram bool
		rows      float64
		want      []string
	}{
		{"a sample", true, 1e6, []string{"often", "of one row"}},
		{"the whole table", true, 100, []string{"often", "chance", "of one row"}},
		{"all values there are", false, 1e6, []string{"often", "chance", "of one row"}},
	} {
		s := statistics(c.histogram)
		lessCommon(s, map[string]bool{"of one row": true}, 100, c.rows)
		if got, _ := s.MCV(); !cmp.Equal(got, c.want) {
			t.Errorf("%s: %s", c.what, cmp.Diff(c.want, got))
		}
	}
}
