package twin

import (
	"errors"
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/rebuild"
)

func TestGenericErrors(t *testing.T) {
	t.Parallel()
	tw := copyOf(t, pgtest.DefaultMajor(), "create table t (id int, name text)")
	tw.Missing = append(tw.Missing, Missing{Object: rebuild.Object{Kind: "function", Name: pg.Name{Schema: "public", Name: "far"}}})
	for _, c := range []struct {
		sql, message string
		line         int
		missing      bool
	}{
		{"select *\nfrom t\nwhere nowhere = $1", `column "nowhere" does not exist`, 3, false},
		{"select $1 + $2,\n é from t", `column "é" does not exist`, 2, false},
		{"select *\nfrom t where far(id) = $1", "function far(integer) does not exist", 2, true},
		{"select farther(id) from t", "function farther(integer) does not exist", 1, false},
		{"drop table t", "there is no plan for DROP TABLE", 1, false},
		{"select 1; select 2", "one statement is explained at a time, not 2", 1, false},
	} {
		plan, err := tw.Generic(t.Context(), c.sql)
		var refused *QueryError
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v %s", c.sql, err, plan)
			continue
		}
		if refused.Message != c.message || refused.Line != c.line || len(refused.Missing) > 0 != c.missing {
			t.Errorf("%s: line %d: %s (%v), want line %d: %s", c.sql, refused.Line, refused.Message, refused.Missing, c.line, c.message)
		}
	}
	for _, sql := range []string{"select $1 + $2, $3 || $4", "select * from t where id = $1 limit $2", "select now() - $1 > $2"} {
		if _, err := tw.Generic(t.Context(), sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
