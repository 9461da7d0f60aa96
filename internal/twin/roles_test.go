package twin

import (
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
)

// TestRoleThatBearsOurName plans as a role of production's that is named like the
// twin's own, with the settings that production has for it.
func TestRoleThatBearsOurName(t *testing.T) {
	t.Parallel()
	url := pgtest.Own(t, pgtest.DefaultMajor(), nil).ConnString("postgres")
	pgtest.Exec(t, pgtest.Conn(t, url), "create table t (id int primary key); create role "+Role+"; alter role "+Role+" set work_mem = '7MB'; create role "+keeper+"; grant select on t to "+keeper)
	w := build(t, take(t, url))
	plan, err := w.Explain(t.Context(), "select 1", map[string]string{"role": Role})
	if err != nil || !strings.Contains(string(plan), `"work_mem": "7MB"`) {
		t.Errorf("%v in %s", err, plan)
	}
	if _, err := w.Explain(t.Context(), "select * from t", map[string]string{"role": Role}); err == nil {
		t.Error("production's role may not read the table")
	}
	if _, err := w.Explain(t.Context(), "select * from t", map[string]string{"role": keeper}); err != nil {
		t.Error(err)
	}
	if _, err := w.Explain(t.Context(), "select * from t", nil); err != nil {
		t.Error(err)
	}
}
