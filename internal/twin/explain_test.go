package twin

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
)

const explainSchema = `
	create table t (id int primary key, a text);
	create table trace (at timestamptz);
	create function volatile() returns int language plpgsql as 'begin insert into trace values (now()); return 1; end';
	create function timeout() returns text language sql immutable as 'select current_setting(''statement_timeout'')'`

func TestExplainRefuses(t *testing.T) {
	t.Parallel()
	w := copyOf(t, pgtest.DefaultMajor(), explainSchema)
	for _, sql := range []string{
		"", ";", "-- nothing", "explain select 1", "explain analyze delete from t", "analyze t", "vacuum", "drop table t", "truncate t",
		"select 1; drop table t", "select 1; commit; drop table t", "do 'begin end'", "copy t to program 'true'", "create table x as select 1",
		"refresh materialized view x", "call p()", "set role postgres", "begin", "execute p", "analyze select 1", "(analyze) select 1", "verbose select 1",
		"select 1 into x; select 2", "prepare p as select 1", "select * from nowhere", "select", "lock table t", "declare c cursor for select 1",
	} {
		if plan, err := w.Explain(t.Context(), sql, nil); err == nil && sql != "select" {
			t.Errorf("%q was planned: %s", sql, plan)
		}
	}
	for _, sql := range []string{
		"select 1", "select 1 ;", " /* c */ select 1 -- end", "values (1)", "table t", "(select 1)", "with x as (select 1) select * from x",
		"insert into t values (1, 'x')", "delete from t", "update t set a = $1 where id = $2", "select ';'", "select * from t where a = $$;$$",
		"with gone as (delete from t returning *) select * from gone", "select volatile()", "select * from t where id = volatile()",
	} {
		if plan, err := w.Explain(t.Context(), sql, nil); err != nil || !strings.Contains(string(plan), `"Plan"`) {
			t.Errorf("%q: %v in %s", sql, err, plan)
		}
	}
	conn := pgtest.Conn(t, w.ConnString())
	var rows int
	if err := conn.QueryRow(t.Context(), "select (select count(*) from t) + (select count(*) from trace)").Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d rows were written by statements that were only planned (%v)", rows, err)
	}
}

func TestExplainSettings(t *testing.T) {
	t.Parallel()
	major := pgtest.DefaultMajor()
	server := pgtest.Own(t, major, nil)
	url := server.ConnString("postgres")
	const role = "; create role app; grant select on t to app"
	pgtest.Exec(t, pgtest.Conn(t, url), explainSchema+role, "alter role app set work_mem = '7MB'", "alter role app in database postgres set enable_seqscan = off")
	w := build(t, take(t, url))
	for _, c := range []struct {
		sql      string
		settings map[string]string
		has, not string
	}{
		{"select * from t", nil, `Seq Scan`, `work_mem`},
		{"select * from t", map[string]string{"work_mem": "3MB"}, `"work_mem": "3MB"`, `7MB`},
		{"select * from t", nil, `Seq Scan`, `3MB`},
		{"select * from t", map[string]string{"role": "app"}, `"work_mem": "7MB"`, `xyz`},
		{"select * from t", map[string]string{"role": "app", "work_mem": "3MB"}, `"work_mem": "3MB"`, `7MB`},
		{"select * from t where a = timeout()", map[string]string{"statement_timeout": "0"}, `'10s'`, `'0'`},
	} {
		plan, err := w.Explain(t.Context(), c.sql, c.settings)
		if err != nil || !strings.Contains(string(plan), c.has) || strings.Contains(string(plan), c.not) {
			t.Errorf("%s under %v: want %s and not %s in %s (%v)", c.sql, c.settings, c.has, c.not, plan, err)
		}
	}
	for _, settings := range []map[string]string{{"role": "app", "no_such_setting": "1"}, {"role": keeper}, {"session_authorization": keeper}, {"work_mem": "much"}} {
		if _, err := w.Explain(t.Context(), "select 1", settings); err == nil {
			t.Errorf("%v was taken", settings)
		}
	}
	if _, err := w.Explain(t.Context(), "update t set a = ''", map[string]string{"role": "app"}); err == nil {
		t.Error("a role that may not update was shown the plan of an UPDATE")
	}
}

func TestExplainFromManyGoroutines(t *testing.T) {
	t.Parallel()
	w := copyOf(t, pgtest.DefaultMajor(), explainSchema)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if _, err := w.Explain(t.Context(), "select * from t where id = $1", nil); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := w.Explain(gone, "select 1", nil); err == nil {
		t.Error("planned for a caller that is gone")
	}
	if _, err := w.Explain(t.Context(), "select 1", nil); err != nil {
		t.Errorf("after a caller that went away: %v", err)
	}
}
