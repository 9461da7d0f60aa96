package twin

import (
	"context"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/session"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		url := pgtest.DB(t, major)
		conn := pgtest.Conn(t, url)
		pgtest.Exec(t, conn, doSchema, "vacuum analyze")
		w := build(t, take(t, url))
		s, err := session.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close(context.WithoutCancel(t.Context()))
		questions := []Question{
			{SQL: "select * from t where a = 7"}, {SQL: "select * from t where a = $1 and b > $2"}, {SQL: "update t set b = $1 where id = $2"}, {SQL: "delete from t where id = 3"},
			{SQL: "select * from part where at = $1"}, {SQL: "select * from t", Settings: map[string]string{"enable_seqscan": "off"}},
		}
		list, err := w.Compare(t.Context(), s, questions)
		if err != nil || len(list) != len(questions) {
			t.Fatalf("%d: %d of %d compared: %v", major, len(list), len(questions), err)
		}
		for _, c := range list {
			if !c.Same {
				t.Errorf("%d: %s: %s (%v) and in production %s (%v)", major, c.SQL, c.Twin.Plan, c.Twin.Err, c.Production.Plan, c.Production.Err)
			}
		}
		// What changes in production meanwhile shows.
		pgtest.Exec(t, conn, "drop index t_a", "alter table part rename to parted")
		list, err = w.Compare(t.Context(), s, []Question{questions[0], questions[3], questions[4]})
		if err != nil {
			t.Fatal(err)
		}
		if list[0].Same || !list[1].Same || list[2].Same || list[2].Production.Err == nil {
			t.Errorf("%d: after a change the plans are the same: %v, %v, %v", major, list[0].Same, list[1].Same, list[2].Same)
		}
		var rows int
		if err := conn.QueryRow(t.Context(), "select count(*) from t").Scan(&rows); err != nil || rows != 100000 {
			t.Errorf("%d: production has %d rows after DELETE was planned (%v)", major, rows, err)
		}
		s.Pooler = "pooler"
		if _, err := w.Compare(t.Context(), s, questions); err == nil || !strings.Contains(err.Error(), "pooler") {
			t.Errorf("%d: through a pooler: %v", major, err)
		}
	}
}
