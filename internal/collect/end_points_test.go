package collect

import (
	"context"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/session"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TestEndsThatCannotBeRead lets a table go and another be locked after the keys
// were chosen. Of a batch with these all others are read.
func TestEndsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	target := pgtest.DB(t, pgtest.DefaultMajor())
	conn := pgtest.Conn(t, target)
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		pgtest.Exec(t, conn, strings.ReplaceAll("create table x (id int primary key); insert into x select generate_series(1, 1000); analyze x", "x", name))
	}
	s, err := session.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close(context.WithoutCancel(t.Context()))
	c := newCollector(t.Context(), s, Options{Planner: true, Ends: true}.withDefaults())
	if err := c.begin(); err != nil {
		t.Fatal(err)
	}
	for _, p := range parts {
		p.read(c)
	}
	c.indexPages()
	keys := c.readableKeys(c.endKeys())
	c.end()
	c.nameIndexes()

	pgtest.Exec(t, conn, "drop table b", "begin", "lock table d")
	late := c.readEnds(keys)
	if c.err != nil || len(keys) != 5 || late != 1 || len(c.snap.EndPoints) != 3 {
		t.Errorf("of %d keys, %d were late and %d read (%v)", len(keys), late, len(c.snap.EndPoints), c.err)
	}
	if n := c.snap.Unseen(snapshot.AreaEndPoints); n == nil || !strings.Contains(n.Why, `"public.b" does not exist`) {
		t.Errorf("of the table that is gone it says %+v", n)
	}
	pgtest.Exec(t, conn, "rollback")
	if late := c.readEnds(keys[:1]); late != 0 || c.err != nil {
		t.Errorf("after failures nothing can be read any more: %v", c.err)
	}
	var left int
	if err := s.Conn.QueryRow(t.Context(), "select count(*) from pg_prepared_statements").Scan(&left); err != nil || left != 0 {
		t.Errorf("%d prepared statements are left (%v)", left, err)
	}
}
