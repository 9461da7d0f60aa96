package twin

import (
	"fmt"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/test/trade"
)

func TestOneTable(t *testing.T) {
	t.Parallel()
	const schema = "create table t (id int primary key, a text, b int, c date); create index on t (b); create index on t (c, b)"
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			url := pgtest.DB(t, major)
			conn := pgtest.Conn(t, url)
			pgtest.Exec(t, conn, schema, "insert into t select g, 'x' || g, g % 1000, date '2020-01-01' + g / 100 from generate_series(1, 100000) g",
				"vacuum analyze t", "checkpoint")
			w := build(t, take(t, url))
			var queries []trade.Query
			for _, sql := range []string{
				"select * from t", "select * from t where id = 5", "select * from t where b < 10 order by c",
				"select count(*) from t where c > '2022-01-01'", "select * from t x join t y on x.b = y.id",
				"update t set a = '' where id = 10", "update t set a = '' where id < 10", "select * from t where id > 200000",
				"select * from t where c > '2040-01-01'", "select id from t order by id limit 10",
			} {
				queries = append(queries, trade.Query{Name: sql, SQL: sql})
			}
			compare(t, &trade.Comparison{Planner: w, Conn: conn, Major: major}, queries, settings()[:1])
			for _, m := range w.Missing {
				t.Errorf("missing: %+v", m)
			}
		})
	}
}
