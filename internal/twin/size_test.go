//go:build unix

package twin

import (
	"encoding/json"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
)

// TestTerabyte makes a small database's twin as large as a terabyte. It takes no
// space, the B-tree is legal to the last page, and the planner believes it.
func TestTerabyte(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		url := pgtest.DB(t, major)
		pgtest.Exec(t, pgtest.Conn(t, url), "create extension amcheck; create table t (id int primary key, a text); insert into t select g, g from generate_series(1, 1000) g; create index t_a on t (a); create index t_brin on t using brin (id); create index t_gin on t using gin ((array[a])); analyze t")
		s := take(t, url)
		for i := range s.Relations {
			if r := &s.Relations[i]; r.Name == "t" {
				r.Bytes, r.Pages, r.Tuples = 1<<40, 1<<27, 1<<33
			}
		}
		for i := range s.Indexes {
			if x := &s.Indexes[i]; strings.HasPrefix(x.Name, "t_") && x.AccessMethod == "btree" {
				x.Bytes, x.Pages, x.Tuples = 200<<30, 200<<17, 1<<33
			}
		}
		s.IndexPages = nil // heights follow from the sizes
		w := build(t, s)
		conn := pgtest.Conn(t, w.connString(keeper, w.database))
		var size int64
		if err := conn.QueryRow(t.Context(), "select pg_relation_size('t')").Scan(&size); err != nil || size != 1<<40 {
			t.Errorf("the table has %d bytes (%v)", size, err)
		}
		for _, index := range []string{"t_pkey", "t_a"} {
			if _, err := conn.Exec(t.Context(), "select bt_index_check('"+index+"', false)"); err != nil {
				t.Errorf("%d, %s: %v", major, index, err)
			}
		}
		plan, err := w.Explain(t.Context(), "select * from t where id between 5 and 2000000000", nil)
		var out []struct {
			Plan struct {
				Rows float64 `json:"Plan Rows"`
				Cost float64 `json:"Total Cost"`
			}
		}
		if err != nil || json.Unmarshal(plan, &out) != nil || out[0].Plan.Rows < 1<<32 || out[0].Plan.Cost < 1<<27 {
			t.Errorf("the planner expects %+v (%v)", out, err)
		}
		if used := blocks(t, w.server.Dir()); used > 150<<20 {
			t.Errorf("%d: the twin of a terabyte takes %d MB", major, used>>20)
		}
	}
}

// blocks is what du shows, in bytes.
func blocks(t *testing.T, dir string) (sum int64) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if st, ok := info.Sys().(*syscall.Stat_t); ok {
			sum += st.Blocks * 512
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return sum
}
