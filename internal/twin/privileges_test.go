package twin

import (
	"context"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/test/trade"
)

// TestWhatRolesLose builds twins from what other roles than a superuser see, and
// counts the plans that are still the same. docs/concepts.md has the figures.
func TestWhatRolesLose(t *testing.T) {
	t.Parallel()
	major := pgtest.DefaultMajor()
	w := medley(10000)
	url, conn := w.start(t, major)
	pgtest.Exec(t, conn, `
		create role reader login in role pg_read_all_data;
		create role planner login in role pg_monitor; grant select on pg_statistic, pg_statistic_ext_data to planner;
		create role plain login; grant select on all tables in schema public to plain;
		create role monitor login in role pg_monitor;
		create role owner login`,
		"create extension pageinspect",
	)
	roles := []struct {
		role   string
		unread bool // the ends of indexes
		least  int  // queries of the medley whose plan is the same; 0 for no claim
	}{
		{"postgres", false, len(w.queries)}, {"postgres", true, 90}, {"monitor", false, 0},
		{"planner", false, 90}, {"reader", false, 97}, {"plain", false, 78}, {"owner", false, 91},
	}
	if !large() {
		roles = roles[:3]
	}
	for _, c := range roles {
		if c.role == "owner" {
			pgtest.Exec(t, conn, "alter materialized view daily owner to owner", "do $$ declare r record; begin for r in select oid::regclass as t from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace loop execute format('alter table %s owner to owner', r.t); end loop; end $$",
				"alter view spender owner to owner; alter view guarded owner to owner")
		}
		s := take(t, pgtest.As(t, url, c.role))
		if c.unread {
			s.EndPoints = nil
		}
		f := &trade.Comparison{Planner: build(t, s), Conn: conn, Major: major}
		same, all := count(t, f, w.queries)
		edge, edges := count(t, f, trade.Edges(take(t, url), edgesWanted()))
		t.Logf("%-10s ends unread: %v; %3d of %3d queries, %3d of %3d at the edges of histograms; %d missing", c.role, c.unread, same, all, edge, edges, len(f.Planner.(*Twin).Missing))
		if same < c.least {
			t.Errorf("of a snapshot taken as %s, %d of %d plans are the same, and %d were", c.role, same, all, c.least)
		}
		if c.role != "postgres" && !c.unread && len(f.Planner.(*Twin).Missing) == 0 {
			t.Errorf("nothing is said to be missing of what %s may not see", c.role)
		}
	}
}

// count plans the queries and returns how many are the same, and how many there are.
func count(t *testing.T, c *trade.Comparison, queries []trade.Query) (same, all int) {
	t.Helper()
	c.Same, c.All = 0, 0
	for _, q := range queries {
		if _, err := c.Plan(t.Context(), q.SQL, nil); err != nil {
			t.Fatalf("%s: %v", q.Name, err)
		}
	}
	return c.Same, c.All
}

// TestWithoutExtensions builds a twin on a server that lacks what production has
// installed. Text stands in for a type, and what cannot be is named.
func TestWithoutExtensions(t *testing.T) {
	t.Parallel()
	major := pgtest.DefaultMajor()
	w := medley(10000)
	url, conn := w.start(t, major)
	s := take(t, url)
	tw, err := Build(t.Context(), s, Options{extensions: func(available map[string][]string) {
		for _, x := range []string{"citext", "pg_trgm", "btree_gin", "btree_gist"} {
			delete(available, x)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer tw.Close(context.WithoutCancel(t.Context()))
	c := &trade.Comparison{Planner: tw, Conn: conn, Major: major}
	same, all := count(t, c, w.queries)
	t.Logf("%d of %d plans are the same", same, all)
	if same < 100 {
		t.Errorf("only %d of %d plans are the same", same, all)
	}
	named := map[string]bool{}
	for _, m := range tw.Missing {
		named[m.Object.Kind+" "+m.Object.Name.Name] = true
	}
	for _, want := range []string{"extension citext", "type citext", "index account_trgm", "index account_login"} {
		if !named[want] {
			t.Errorf("%s is not among what is missing: %v", want, named)
		}
	}
}
