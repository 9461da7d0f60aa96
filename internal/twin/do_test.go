package twin

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
)

const doSchema = `
	create table t (id int primary key, a int, b text, c timestamptz default now());
	create index t_a on t (a);
	create table part (id int, at date) partition by range (at);
	create table part_1 partition of part for values from ('2026-01-01') to ('2026-02-01');
	insert into t select g, g % 1000, 'b' || g % 70 from generate_series(1, 100000) g;
	insert into part select g, date '2026-01-01' + g % 31 from generate_series(1, 5000) g`

// plan is the top of a plan.
type plan struct {
	Node  string  `json:"Node Type"`
	Index string  `json:"Index Name"`
	Rows  float64 `json:"Plan Rows"`
	Cost  float64 `json:"Total Cost"`
	Plans []plan
}

func planOf(t *testing.T, w *Twin, sql string, settings map[string]string) plan {
	t.Helper()
	raw, err := w.Explain(t.Context(), sql, settings)
	if err != nil {
		t.Fatal(err)
	}
	return parsed(t, raw)
}

func parsed(t *testing.T, raw json.RawMessage) plan {
	t.Helper()
	var out []struct{ Plan plan }
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out[0].Plan
}

func (p plan) String() string {
	s := p.Node
	if p.Index != "" {
		s += " " + p.Index
	}
	for _, c := range p.Plans {
		s += " > " + c.String()
	}
	return s
}

func TestDo(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			w := copyOf(t, major, doSchema, "vacuum analyze")
			byB, byA := "select * from t where b = 'b7'", "select * from t where a = 7"
			if got := planOf(t, w, byB, nil).String(); got != "Seq Scan" {
				t.Errorf("before: %s", got)
			}
			before := planOf(t, w, byA, nil)
			built, err := w.Do(t.Context(), "create index t_b on t (b)", "create index concurrently t_c on t (c)")
			if err != nil {
				t.Fatal(err)
			}
			if len(built) != 2 || built[0].Name.Name != "t_b" || built[0].Table.Name != "t" || built[0].Method != "btree" || built[0].Bytes < 500_000 {
				t.Errorf("built %+v", built)
			}
			if got := planOf(t, w, byB, nil).String(); got != "Bitmap Heap Scan > Bitmap Index Scan t_b" {
				t.Errorf("with an index: %s", got)
			}
			if after := planOf(t, w, byA, nil); after.String() != before.String() || after.Cost != before.Cost {
				t.Errorf("what has nothing to do with it changed from %v to %v", before, after)
			}
			if _, err := w.Do(t.Context(), "drop index t_a"); err != nil {
				t.Fatal(err)
			}
			if got := planOf(t, w, byA, nil); got.String() != "Seq Scan" || got.Rows != before.Rows {
				t.Errorf("without the index: %v of %v rows", got, got.Rows)
			}
			if got := planOf(t, w, byB, nil).String(); got != "Bitmap Heap Scan > Bitmap Index Scan t_b" {
				t.Errorf("the index of the call before is gone: %s", got)
			}
		})
	}
}

func TestDoChangesType(t *testing.T) {
	t.Parallel()
	w := copyOf(t, pgtest.DefaultMajor(), doSchema, "vacuum analyze")
	before := planOf(t, w, "select * from t where a < 100", nil)
	if _, err := w.Do(t.Context(), "alter table t alter a type bigint, add d int"); err != nil {
		t.Fatal(err)
	}
	after := planOf(t, w, "select * from t where a < 100::bigint", nil)
	if after.Rows < 0.99*before.Rows || after.Rows > 1.01*before.Rows {
		t.Errorf("statistics of the changed column are gone: %v rows, had %v", after.Rows, before.Rows)
	}
	whole := planOf(t, w, "select * from t", nil)
	if whole.Rows < 99_000 || whole.Rows > 101_000 {
		t.Errorf("the rewritten table has %v rows", whole.Rows)
	}
	if _, err := w.Do(t.Context(), "alter table t alter b type varchar(50)"); err != nil {
		t.Fatal(err)
	}
	if p := planOf(t, w, "select * from t where b = 'b7'", nil); p.Rows < 1000 || p.Rows > 2000 {
		t.Errorf("statistics of a column that only got a limit are gone: %v rows", p.Rows)
	}
}

func TestDoMakesRelations(t *testing.T) {
	t.Parallel()
	w := copyOf(t, pgtest.DefaultMajor(), doSchema, "vacuum analyze")
	built, err := w.Do(t.Context(),
		"create materialized view per_b as select b, a, count(*) from t group by b, a",
		"create table part_2 partition of part for values from ('2026-02-01') to ('2026-03-01')",
		"create index on part (at)",
		"create statistics correlated on a, b from t")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, x := range built {
		names = append(names, x.Kind+" "+x.Name.Name)
	}
	if got := strings.Join(names, ", "); got != "materialized view per_b, table part_2, index part_1_at_idx, index part_2_at_idx, statistics correlated" {
		t.Errorf("built %s", got)
	}
	if p := planOf(t, w, "select * from per_b", nil); p.Rows < 1000 {
		t.Errorf("the materialized view has %v rows", p.Rows)
	}
}

func TestDoRefuses(t *testing.T) {
	t.Parallel()
	w := copyOf(t, pgtest.DefaultMajor(), doSchema, "vacuum analyze")
	before := planOf(t, w, "select * from t where a = 7", nil)
	for sql, want := range map[string]string{
		"select 1": "CREATE, ALTER and DROP", "insert into t values (1)": "CREATE, ALTER and DROP", "do 'begin end'": "CREATE, ALTER and DROP",
		"analyze t": "none of its rows", "vacuum": "none of its rows", "set work_mem = '1GB'": "--set", "alter system set work_mem = '1GB'": "--set",
		"create index on t (a); drop table t": "one statement", "": "one statement", "create index on nowhere (a)": "nowhere",
		"create index on t (nothing)": "nothing", "create role x superuser": "permission denied", "create index on t (": "syntax error",
	} {
		if _, err := w.Do(t.Context(), sql); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", sql, err, want)
		}
	}
	if after := planOf(t, w, "select * from t where a = 7", nil); after.Cost != before.Cost {
		t.Errorf("after refused statements the plan is %v, was %v", after, before)
	}
	built, err := w.Do(t.Context(), "create index t_b on t (b)", "create index on nowhere (a)")
	if err == nil || len(built) != 1 {
		t.Errorf("built %v before the error %v", built, err)
	}
}

func TestExplainAfter(t *testing.T) {
	t.Parallel()
	w := copyOf(t, pgtest.DefaultMajor(), doSchema, "vacuum analyze")
	questions := []Question{{"select * from t where a = 7", nil}, {"select nonsense", nil}, {"select * from t where a = 8", map[string]string{"enable_seqscan": "off"}}}
	for _, c := range []struct {
		first   []string
		a, last string
	}{
		{nil, "Bitmap Heap Scan > Bitmap Index Scan t_a", "Bitmap Heap Scan > Bitmap Index Scan t_a"},
		{[]string{"drop index t_a"}, "Seq Scan", "Seq Scan"},
		{nil, "Bitmap Heap Scan > Bitmap Index Scan t_a", "Bitmap Heap Scan > Bitmap Index Scan t_a"},
	} {
		answers, err := w.ExplainAll(t.Context(), questions, c.first...)
		if err != nil || len(answers) != 3 {
			t.Fatalf("%v: %d answers, %v", c.first, len(answers), err)
		}
		if got := parsed(t, answers[0].Plan).String(); got != c.a || answers[0].Err != nil {
			t.Errorf("%v: %s (%v)", c.first, got, answers[0].Err)
		}
		if answers[1].Err == nil {
			t.Errorf("%v: nonsense has a plan", c.first)
		}
		if got := parsed(t, answers[2].Plan).String(); got != c.last {
			t.Errorf("%v: after nonsense %s", c.first, got)
		}
	}
	if _, err := w.ExplainAll(t.Context(), questions, "drop index nowhere"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("an index that is not there was dropped: %v", err)
	}
	if _, err := w.ExplainAll(t.Context(), questions, "delete from t"); err == nil {
		t.Error("rows were deleted")
	}
}
