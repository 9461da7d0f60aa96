package twin

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/test/trade"
)

const localeSchema = `
	create table t (id int primary key, name text, other text collate "C");
	create index t_name on t (name);
	insert into t select g, (array['Ann', 'bob', 'zoë', 'Öl', 'été'])[1 + g % 5] || g % 1000, 'x' || g from generate_series(1, 20000) g;
	analyze t`

var localeQueries = []string{
	"select * from t where name < 'c'", "select * from t where name like 'A%'", "select * from t where name > 'Ö' order by name",
	"select * from t where name > 'zz'", "select * from t where other = 'x5'", "select name, count(*) from t group by name",
}

// TestLocales builds twins of databases with other encodings and locales.
func TestLocales(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		clauses := []string{
			"encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'",
			"encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C'",
			"encoding 'UTF8' lc_collate 'C' lc_ctype 'C.UTF-8'",
		}
		if major >= 15 {
			clauses = append(clauses, "encoding 'UTF8' locale_provider icu icu_locale 'de' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'")
		}
		if major >= 17 {
			clauses = append(clauses, "encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8' lc_collate 'C' lc_ctype 'C'")
		}
		for i, clause := range clauses {
			t.Run(fmt.Sprintf("%d/%d", major, i), func(t *testing.T) {
				t.Parallel()
				server := pgtest.Own(t, major, map[string]string{"autovacuum": "off"})
				pgtest.Exec(t, pgtest.Conn(t, server.ConnString("postgres")), `create database "Some Where" template template0 `+clause)
				conn := pgtest.Conn(t, server.ConnString("Some Where"))
				pgtest.Exec(t, conn, localeSchema)
				w := build(t, take(t, server.ConnString("Some Where")))
				for _, m := range w.Missing {
					t.Errorf("missing: %+v", m)
				}
				var queries []trade.Query
				for _, sql := range localeQueries {
					queries = append(queries, trade.Query{Name: clause + ": " + sql, SQL: sql})
				}
				compare(t, &trade.Comparison{Planner: w, Conn: conn, Major: major}, queries, settings()[:1])
			})
		}
	}
}

// TestLocaleThatIsNotHere has another stand in, and says so.
func TestLocaleThatIsNotHere(t *testing.T) {
	t.Parallel()
	major := pgtest.DefaultMajor()
	url := pgtest.DB(t, major)
	conn := pgtest.Conn(t, url)
	pgtest.Exec(t, conn, localeSchema)
	s := take(t, url)
	s.Server.Collate, s.Server.Ctype = "tlh_KX.utf8", "tlh_KX.utf8"
	w := build(t, s)
	if len(w.Missing) != 1 || w.Missing[0].Object.Kind != "locale" || w.Missing[0].Object.Name != (pg.Name{Name: "tlh_KX.utf8"}) || !strings.Contains(w.Missing[0].Reason, "C.UTF-8 stands in") {
		t.Errorf("of the locale it says %+v", w.Missing)
	}
	sql := "select * from t where name = 'Ann5'"
	compare(t, &trade.Comparison{Planner: w, Conn: conn, Major: major}, []trade.Query{{Name: sql, SQL: sql}}, settings()[:1])
}
