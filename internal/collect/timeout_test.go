package collect_test

import (
	"testing"
	"time"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TestStatementTimeout collects where one view takes far longer than a query
// may. That area is not seen, and says why; those after it are.
func TestStatementTimeout(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, "create extension pg_stat_statements", "create table t (a int)", "insert into t select generate_series(1, 100)", "analyze t")
		opt := collect.Options{
			StatementTimeout: 2 * time.Second,
			Areas:            []snapshot.Area{snapshot.AreaStatements, snapshot.AreaRoles, snapshot.AreaColumnStatistics},
		}
		if n := unseenStatements(t, target, opt); n != nil {
			t.Errorf("before: not seen: %+v", *n)
		}
		pgtest.Exec(t, conn, `create or replace view public.pg_stat_statements as
			select s.* from public.pg_stat_statements(true) s where (select true from pg_catalog.pg_sleep(600))`)
		n := unseenStatements(t, target, opt)
		if n == nil || n.Partial || n.Grant != "" || n.Why != "the query did not end within 2s" {
			t.Errorf("not seen: %+v, want that the query did not end within 2s", n)
		}
	})
}

// unseenStatements collects and returns why the statements were not seen, nil where they
// were.
func unseenStatements(t *testing.T, target string, opt collect.Options) *snapshot.NotSeen {
	t.Helper()
	s, err := collect.From(t.Context(), target, opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, area := range []snapshot.Area{snapshot.AreaRoles, snapshot.AreaColumnStatistics} {
		if n := s.Unseen(area); n != nil {
			t.Errorf("%s is not seen: %s", area, n.Why)
		}
	}
	c := snapshot.NewCatalog(s)
	if c.Role("postgres") == nil || c.ColumnStats(relation(t, c, "t").OID, 1) == nil {
		t.Error("the role postgres and the statistics of t.a are not there")
	}
	return s.Unseen(snapshot.AreaStatements)
}
