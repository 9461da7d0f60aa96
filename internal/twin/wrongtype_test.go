package twin

import (
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TestStatisticsOfAnotherType builds a twin of a snapshot whose statistics hold
// together and are those of other columns: the planner would take integers for
// addresses of texts, and read numbers that are not there.
func TestStatisticsOfAnotherType(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		url := pgtest.DB(t, major)
		pgtest.Exec(t, pgtest.Conn(t, url),
			`create table t (number int, word text, tags text[], few int);
			create index on t ((word || 'x'));
			create statistics s (mcv) on number, word from t;
			insert into t select g % 100, 'w' || g % 100, array['a' || g % 5, 'b'], g % 7 from generate_series(1, 3000) g; analyze t`)
		s := take(t, url)
		statistics := map[string]*snapshot.ColumnStatistics{}
		cat := snapshot.NewCatalog(s)
		for i := range s.ColumnStatistics {
			c := &s.ColumnStatistics[i]
			if r := cat.Relation(c.TableOID); r != nil && r.Name == "t" {
				statistics[r.Column(c.Attnum).Name] = c
			} else if x := cat.Index(c.TableOID); x != nil {
				statistics["expression"] = c
			}
		}
		number := statistics["number"].Slots
		statistics["word"].Slots, statistics["expression"].Slots = number, number
		statistics["tags"].Slots = append([]snapshot.Slot(nil), statistics["tags"].Slots...)
		for i := range statistics["tags"].Slots {
			if slot := &statistics["tags"].Slots[i]; slot.Kind == snapshot.SlotMCELEM {
				slot.ValueType, slot.Values = "integer", "{1,2,3,4,5,6}"
			}
		}
		few := statistics["few"]
		few.Slots = append([]snapshot.Slot(nil), few.Slots...)
		for i := range few.Slots {
			few.Slots[i].Numbers = few.Slots[i].Numbers[:0]
		}
		w := build(t, s)
		missing := 0
		for _, m := range w.Missing {
			if m.Object.Kind == "statistics" {
				missing++
			}
		}
		if missing != 4 {
			t.Errorf("%d: statistics of four columns do not belong where they stand; missing are %v", major, w.Missing)
		}
		for _, sql := range []string{
			"select * from t where word = 'w7' and word || 'x' > 'w5' and number < 40",
			"select * from t where tags @> array['a1'] and few = 3",
			"select word, count(*) from t where word like 'w%' group by word",
		} {
			if _, err := w.Explain(t.Context(), sql, nil); err != nil {
				t.Errorf("%d: %v: %s", major, err, sql)
			}
		}
		if plan, err := w.Explain(t.Context(), "select * from t where number = 7", nil); err != nil || !strings.Contains(string(plan), `"Plan Rows": 30`) {
			t.Errorf("%d: the statistics that belong to their column are gone: %s (%v)", major, plan, err)
		}
	}
}
