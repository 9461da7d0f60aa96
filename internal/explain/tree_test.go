package explain

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/pg"
)

const joined = `[{"Plan": {"Node Type": "Aggregate", "Strategy": "Hashed", "Partial Mode": "Finalize", "Total Cost": 12.5, "Plan Rows": 3, "Plans": [
	{"Node Type": "Hash Join", "Join Type": "Left", "Plans": [
		{"Node Type": "Index Scan", "Scan Direction": "Backward", "Index Name": "Odd name", "Schema": "s", "Relation Name": "t", "Alias": "a"},
		{"Node Type": "Hash", "Plans": [{"Node Type": "Seq Scan", "Schema": "s", "Relation Name": "t", "Alias": "t"}]}]},
	{"Node Type": "Result", "Subplan Name": "InitPlan 1"}]}}]`

func TestShape(t *testing.T) {
	t.Parallel()
	n, err := Parse([]byte(joined))
	if err != nil {
		t.Fatal(err)
	}
	want := `Finalize Hashed Aggregate
  Hash Join (Left)
    Index Scan Backward using "Odd name" on t a
    Hash
      Seq Scan on t
  Result [InitPlan 1]
`
	if d := cmp.Diff(want, n.Shape()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]pg.Name{{Schema: "s", Name: "t"}}, n.Relations()); d != "" {
		t.Error(d)
	}
	if n.TotalCost != 12.5 || n.Rows != 3 {
		t.Errorf("figures are %v and %v", n.TotalCost, n.Rows)
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "{}", "[]", "[{}]", `[{"Plan": 1}]`, `[{"Plan": null}]`} {
		if n, err := Parse([]byte(raw)); err == nil {
			t.Errorf("%q is a plan: %v", raw, n)
		}
	}
}

func TestSame(t *testing.T) {
	t.Parallel()
	const plan = `[{"Plan": {"Total Cost": 12.50, "Plans": [{"Plan Rows": 3}]}, "Settings": {"work_mem": "1MB"}}]`
	for other, want := range map[string]bool{
		plan: true,
		`[{"Query Identifier": 7, "Settings": {"plan_cache_mode": "x", "work_mem": "1MB"}, "JIT": {"Functions": 3}, "Plan": {"Plans": [{"Plan Rows": 3}], "Total Cost": 12.5}}]`: true,
		`[{"Plan": {"Total Cost": 12.51, "Plans": [{"Plan Rows": 3}]}, "Settings": {"work_mem": "1MB"}}]`:                                                                        false,
		`[{"Plan": {"Total Cost": 12.50, "Plans": [{"Plan Rows": 4}]}, "Settings": {"work_mem": "1MB"}}]`:                                                                        false,
		`[{"Plan": {"Total Cost": 12.50, "Plans": [{"Plan Rows": 3}]}, "Settings": {"work_mem": "2MB"}}]`:                                                                        false,
		`[{"Plan": {"Total Cost": 12.50, "Plans": [{"Plan Rows": 3}]}}]`:                                                                                                         false,
	} {
		if got, err := Same([]byte(plan), []byte(other)); err != nil || got != want {
			t.Errorf("%s: same is %v (%v)", other, got, err)
		}
	}
	if _, err := Same([]byte(plan), []byte("x")); err == nil {
		t.Error("what is no plan was compared")
	}
}
