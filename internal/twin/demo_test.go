package twin

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/demo"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/sqlparse"
	"github.com/pgadept/pgadept/test/trade"
)

// TestDemo plans what the demo's shop was asked, as pg_stat_statements has it,
// and at the edges of its histograms.
func TestDemo(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.RuleMajors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			d, err := demo.Start(t.Context(), demo.Options{Major: major})
			if err != nil {
				t.Fatal(err)
			}
			defer d.Stop(context.WithoutCancel(t.Context()))
			conn := pgtest.Conn(t, d.DSN())
			// Nothing may be analyzed between the snapshot and the plans.
			pgtest.Exec(t, conn, "alter system set autovacuum = off", "select pg_reload_conf()", "checkpoint")
			s := take(t, d.DSN())
			w := build(t, s)
			c := &trade.Comparison{Planner: w, Conn: conn, Major: major}
			var asked []trade.Query
			for _, st := range s.Statements {
				if !slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE"}, sqlparse.Kind(st.Query)) || strings.Contains(st.Query, "pg_") {
					continue // the catalogs of the two do differ
				}
				// What cannot be prepared with its parameters' types unknown has no generic plan.
				if _, err := conn.Exec(t.Context(), "prepare known as "+st.Query); err != nil {
					continue
				}
				pgtest.Exec(t, conn, "deallocate known")
				asked = append(asked, trade.Query{Name: st.Query, SQL: st.Query})
			}
			if len(asked) < 15 {
				t.Errorf("only %d statements could be planned", len(asked))
			}
			compare(t, c, asked, settings())
			compare(t, c, trade.Edges(s, edgesWanted()), settings()[:1])
			for _, m := range w.Missing {
				t.Logf("missing: %+v", m)
			}
			t.Logf("%d: %d of %d plans identical, of %d statements and the edges of histograms", major, c.Same, c.All, len(asked))
		})
	}
}
