package twin

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/test/trade"
)

// workloadStatements are statements whose texts pg_stat_statements changes in
// ways of its own. $ stands for nothing: they are run as they are.
var workloadStatements = []string{
	"select * from orders where ordered > date '1995-01-01' - interval '90 days'",
	"select * from orders where ordered > date'1995-01-01'and status='f'",
	"select count(*) from line where shipped between date '1994-03-01' and date '1994-03-01' + interval '1' month",
	"select extract(year from ordered), count(*) from orders where total > 1000 group by extract(year from ordered)",
	"select date_trunc('month', ordered), count(*) from orders group by date_trunc('month', ordered) order by date_trunc('month', ordered)",
	"select order_id % 7, date '2024-01-01' - interval '1 day' < '2024-01-01', '1' || '2', 3 + 4, count(*) from orders group by order_id % 7",
	"select order_id % 7 + 1, count(*) from orders group by order_id % 7 + 1 having count(*) > 2",
	"select * from orders where order_id in (1, 2, 3, 4, 5)",
	"select * from orders where status = any ('{f,o}') and total > 1000.5",
	"select point '(1,2)' <@ box '((0,0),(2,2))', interval '1 day' * 2, timestamp with time zone '2024-01-01 00:00+00' - now()",
	"select * from part where name like 'green%' escape '!' and kind not like '%brass' limit 10 offset 5",
	"select substring(phone from 1 for 2) as area, count(*) from customer where substring(phone from 1 for 2) in ('13', '31') group by area",
	"select case when total > 100 then 'much' when total > 10 then 'some' else 'little' end, coalesce(remark, 'none') || ' ' || 5 from orders limit 3",
	"select '1' || '2', 3 + 4, null, true, 1.5 * 2",
	"select * from orders where (ordered, order_id) < ('1995-01-01', 100) order by ordered desc, order_id desc limit 20",
	"select a.name from customer a join nation b using (nation_id) where b.name = 'nation 03' and lower(a.name) = 'x' and a.balance is distinct from 7",
	"with x as (select order_id, sum(price) as s from line where part_id = 10 group by order_id) select * from x where s > 50",
	"select * from generate_series(1, 10) g, lateral (select * from orders where order_id = g limit 1) o",
	"select order_id, sum(price) over (partition by order_id order by line_no rows between 1 preceding and 2 following) from line where order_id < 10",
	"select * from orders where ordered >= current_date - 30 and clerk ~ '^clerk 1'",
	"select * from (values (1, 'a'), (2, 'b')) v (n, t) where n > 1",
	"insert into region values (77, 'new', 'x') on conflict (region_id) do update set remark = 'again' where region.name <> 'x'",
	"update orders set total = total * 1.1, remark = 'dear' where order_id = 5 and ordered + interval '1 day' < '1999-01-01'",
	"delete from line where order_id = 123456789 and line_no in (1, 2)",
	"select count(*) from measured where at = '2024-02-03' and place = 3",
	"select sum(v) from measured where at between '2024-01-05' and '2024-01-15'",
	"select * from measured_view where place = 2",
	"select least(total, 5), greatest(ordered, '1995-01-01'), nullif(status, 'x') from orders where not (total between symmetric 5 and 3)",
	"prepare fetched (bigint) as select * from orders where order_id = $1; execute fetched (5)",
	"select to_char(ordered, 'YYYY-MM'), sum(total) from orders group by to_char(ordered, 'YYYY-MM') order by 2 desc limit 5",
	"select array_agg(order_id) from orders where order_id = any (array[1, 2, 3]) group by grouping sets ((status), ())",
	"select 1 union select 2 union all select order_id::int from orders where order_id < 3 order by 1",
	"select * from orders o where exists (select from line l where l.order_id = o.order_id and l.quantity > 49) and o.total > (select avg(total) * 2 from orders where status = 'p')",
	"insert into hidden.t select 3, 'x'",
	"select f(3) from t where b = 'x'", // of a schema in the role's search path, and what the function asks
	"select * from found where a = 5",
}

// asideStatements are to be set aside, each with a part of the reason.
var asideStatements = []struct{ sql, why string }{
	{"create temporary table gone (a int)", "no plan for CREATE TABLE"},
	{"insert into gone values (1)", `relation "gone" does not exist`},
	{"set work_mem = '5MB'", "no plan for SET"},
	{"explain select * from orders where order_id = 9", "no plan for EXPLAIN"},
	{"select count(*) from pg_class where relname like 'x%'", "it reads the system catalogs"},
	{"do 'begin end'", "no plan for DO"},
	{"begin", "no plan for BEGIN"},
	{"rollback", "no plan for ROLLBACK"},
	{"select count(*) from region /* " + strings.Repeat("long ", 2100) + "*/ where region_id = 4", "cut off after 10240 characters"},
	{"table orders_gone", `relation "orders_gone" does not exist`}, // dropped afterwards
}

const workloadSchema = `
	create table measured (at date not null, place int, v numeric) partition by range (at);
	create table measured_1 partition of measured for values from ('2024-01-01') to ('2024-02-01');
	create table measured_2 partition of measured for values from ('2024-02-01') to ('2024-03-01');
	create table measured_3 partition of measured default;
	create index on measured (place);
	create view measured_view as select at, place, v from measured where v > 0;
	insert into measured select date '2024-01-01' + g % 70, g % 100, g from generate_series(1, 7000) g;
	create schema hidden;
	create table hidden.found (a int primary key, b text);
	create table orders_gone ();
	alter table line drop constraint line_order_id_fkey;
	create role app login;
	alter role app set search_path = public, hidden;
	create table hidden.t (a int, b text);
	create function hidden.f(int) returns int language plpgsql as 'begin return (select count(*) from hidden.t where a = $1); end';
	grant usage on schema hidden to app;
	grant all on all tables in schema public, hidden to app`

func TestWorkload(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			server := pgtest.Own(t, major, map[string]string{"autovacuum": "off", "pg_stat_statements.track": "all"})
			url := server.ConnString("postgres")
			admin := pgtest.Conn(t, url)
			pgtest.Exec(t, admin, trade.Schema(), trade.Data(0.002), workloadSchema, "create extension pg_stat_statements", "vacuum analyze")
			conn := pgtest.Conn(t, pgtest.As(t, url, "app"))
			pgtest.Exec(t, conn, workloadStatements...)
			for _, q := range trade.Queries() {
				if !strings.Contains(q.SQL, "$1") {
					pgtest.Exec(t, conn, "begin; "+q.SQL+"; rollback")
				}
			}
			for _, a := range asideStatements {
				pgtest.Exec(t, conn, a.sql)
			}
			pgtest.Exec(t, admin, "drop table orders_gone")
			s := take(t, url)
			s.Statements = slices.DeleteFunc(s.Statements, func(s snapshot.Statement) bool { return s.UserName != "app" })
			checkWorkload(t, build(t, s), s)
		})
	}
}

func checkWorkload(t *testing.T, w *Twin, s *snapshot.Snapshot) {
	queries, aside, err := w.Workload(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sets, drawn := 0, 0
	for _, q := range queries {
		plan, err := w.Explain(t.Context(), q.SQL, q.Settings)
		if err != nil || hidesPartitions(plan) {
			t.Errorf("%s: %v %s", q.SQL, err, plan)
		}
		for _, v := range q.Values {
			if _, err := w.Explain(t.Context(), v.SQL, q.Settings); err != nil {
				t.Errorf("%s: %v", v.SQL, err)
			}
			t.Logf("%s: %s: %v", v.Name, q.SQL, v.Literals)
		}
		if sets += len(q.Values); len(q.Values) > 0 {
			drawn++
		}
	}
	reasons := map[string]string{}
	for _, a := range aside {
		reasons[a.Statement.Query] = a.Why // 18 counts what EXPLAIN plans under the same text
		known := slices.ContainsFunc(asideStatements, func(x struct{ sql, why string }) bool {
			return strings.HasPrefix(a.Statement.Query, strings.Fields(x.sql)[0]) && strings.Contains(a.Why, x.why)
		})
		if !known {
			t.Errorf("set aside: %s: %s", a.Why, a.Statement.Query)
		}
	}
	if len(reasons) != len(asideStatements) {
		t.Errorf("%d texts are set aside, not %d: %v", len(reasons), len(asideStatements), reasons)
	}
	if len(queries) < 60 || drawn < 50 {
		t.Errorf("only %d statements are planned, %d of them with values", len(queries), drawn)
	}
	t.Logf("%d: of %d statements %d are planned, %d of them with %d sets of values; %d set aside", s.Major(), len(s.Statements), len(queries), drawn, sets, len(aside))
}

// hostileStatements are texts as a database might hold them to do harm. None may
// be executed, and none may keep the others from being planned.
var hostileStatements = []string{
	"select 1; drop table t", "select 1); drop table t; --", "commit; drop table t", "insert into t values (1); commit", "select $1; commit",
	"copy t to program 'true'", "explain analyze delete from t", "execute pgadept_explained", "set role postgres",
	"select '", "select $tag$ $1", "select /* $1", `select "`, "\\! true", "$1 $2 $3", "select $1$2$3", "(((((", ")", ";;;", "\x00", "\xff\xfe",
	strings.Repeat("(", 20000),
	"select interval", "select interval $1 $2", "date $1", "extract($1 from", "prepare as", "prepare p as drop table t", "prepare p as prepare q as select 1",
	"<unparseable statement, 5 bytes>",
}

// harmless are those that are odd and no more.
var harmless = []string{
	"select " + strings.Repeat("(", 3000) + "1" + strings.Repeat(")", 3000), "select " + strings.Repeat("$1+", 2000) + "$1", "with x as (select 1) select",
	"select * from t where a = $65536", "select * from t where a = $0", "select 1 into stolen",
}

func TestWorkloadHostile(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			url := pgtest.DB(t, major)
			pgtest.Exec(t, pgtest.Conn(t, url), explainSchema, `insert into t select g, $$'); drop table t; --\$$ || g % 3 from generate_series(1, 1000) g; analyze t`)
			s := take(t, url)
			s.Statements = nil
			for i, sql := range slices.Concat(hostileStatements, harmless) {
				s.Statements = append(s.Statements, snapshot.Statement{QueryID: int64(i), Query: sql, Calls: 1, UserName: "no such role"})
			}
			good := []string{"select * from t where a = $1 and id < $2", "select volatile() from t where a like $1", "insert into t values ($1, $2)"}
			for i, sql := range good {
				s.Statements = append(s.Statements, snapshot.Statement{QueryID: int64(i), Query: sql, Calls: 1})
			}
			s.Statements = append(s.Statements, snapshot.Statement{Hidden: true}, snapshot.Statement{})
			w := build(t, s)
			queries, aside, err := w.Workload(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range queries {
				if !slices.Contains(good, q.Statement.Query) && !slices.Contains(harmless, q.Statement.Query) {
					t.Errorf("%.60s is planned as %.60s", q.Statement.Query, q.SQL)
				}
			}
			if len(queries)+len(aside) != len(s.Statements) || len(queries) < len(good) {
				t.Errorf("of %d statements %d are planned and %d set aside: %v", len(s.Statements), len(queries), len(aside), queries)
			}
			for _, a := range aside {
				if a.Why == "" || strings.Contains(a.Why, "\n") {
					t.Errorf("%.60s is set aside because of %q", a.Statement.Query, a.Why)
				}
			}
			var rows int
			if err := pgtest.Conn(t, w.ConnString()).QueryRow(t.Context(), "select (select count(*) from t) + (select count(*) from trace)").Scan(&rows); err != nil || rows > 2 {
				t.Errorf("%d rows, where there are but end points (%v)", rows, err)
			}
		})
	}
}

func TestMergedStatements(t *testing.T) {
	t.Parallel()
	yes, no := true, false
	one, two, three := 1.0, 2.0, 3.0
	all := []snapshot.Statement{
		{UserName: "a", QueryID: 1, Query: "q", Calls: 1, TotalTime: 10, MinTime: 10, MaxTime: 10, MeanTime: 10, Rows: 3, TopLevel: &yes, SharedBlkReadTime: &one},
		{UserName: "b", QueryID: 1, Query: "q", Calls: 3, TotalTime: 6, MinTime: 2, MaxTime: 2, MeanTime: 2, Rows: 4, TopLevel: &no, SharedBlkReadTime: &two},
		{UserName: "a", QueryID: 2, Query: "q", Calls: 1, TotalTime: 20},                                         // of another table
		{UserName: "a", QueryID: 3, Calls: 1, TotalTime: 1}, {UserName: "b", QueryID: 3, Calls: 1, TotalTime: 1}, // whose texts are not known
	}
	got := merged(all)
	if len(got) != 4 || got[0].QueryID != 2 || got[1].QueryID != 1 {
		t.Fatalf("%+v", got)
	}
	q := got[1]
	if q.UserName != "a" || q.Calls != 4 || q.TotalTime != 16 || q.MinTime != 2 || q.MaxTime != 10 || q.MeanTime != 4 || q.Rows != 7 || !*q.TopLevel || *q.SharedBlkReadTime != three {
		t.Errorf("%+v", q)
	}
	if d := q.StddevTime; d < 3.46 || d > 3.47 { // of 10, 2, 2, 2
		t.Errorf("deviation %v", d)
	}
	if one != 1 || all[0].Calls != 1 {
		t.Error("the snapshot was changed")
	}
}
