package planfile

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const explainedPlan = `[{"Plan": {"Node Type": "Limit", "Plan Rows": 10, "Total Cost": 8.5, "Plans": [
  {"Node Type": "Nested Loop", "Join Type": "Left", "Plan Rows": 15, "Total Cost": 12.45, "Join Filter": "(x = 1)", "Plans": [
    {"Node Type": "Index Scan", "Scan Direction": "Backward", "Schema": "public", "Relation Name": "odd as \"t on\u001b", "Alias": "a using b", "Index Name": "i on t as x", "Plan Rows": 1, "Total Cost": 0.1, "Index Cond": "(a = E'\n-> Seq Scan (rows 1, cost 1)')"},
    {"Node Type": "Aggregate", "Strategy": "Hashed", "Partial Mode": "Partial", "Parallel Aware": false, "Planned Partitions": 4, "Group Key": ["a", "b"], "Plan Rows": 1e15, "Total Cost": 1234567.89, "Plans": [
      {"Node Type": "Sort", "Sort Key": ["a DESC"], "Plan Rows": 1000000, "Plan Width": 100, "Total Cost": 5, "Plans": [
        {"Node Type": "Seq Scan", "Parallel Aware": true, "Schema": "public", "Relation Name": "t", "Alias": "t", "Plan Rows": 1, "Total Cost": 1}]}]}]},
  {"Node Type": "CTE Scan", "CTE Name": "w", "Alias": "w", "Subplan Name": "InitPlan 1", "Plan Rows": 1, "Total Cost": 1}]},
  "Settings": {"work_mem": "64MB"}}]`

const wantText = `# shop

-- name: a \x1bname
total cost 8.5
-> Limit (rows 10, cost 8.5)
   -> Nested Loop Left Join (rows 15, cost 12.45)
        Join Filter: (x = 1)
      -> Index Scan Backward using "i on t as x" on public."odd as ""t on\x1b" as "a using b" (rows 1, cost 0.1)
           Index Cond: (a = E'\n-> Seq Scan (rows 1, cost 1)')
      -> Partial HashAggregate (rows 1000000000000000, cost 1234567.89, on disk)
           Group Key: a, b
         -> Sort (rows 1000000, cost 5, on disk)
              Sort Key: a DESC
            -> Parallel Seq Scan on public.t (rows 1, cost 1)
   -> CTE Scan on w (rows 1, cost 1)
        Subplan Name: InitPlan 1
`

// TestText reads a plan with names made to be misread, writes it, and reads it
// back.
func TestText(t *testing.T) {
	t.Parallel()
	p, err := FromExplain("a \x1bname", []byte(explainedPlan))
	if err != nil {
		t.Fatal(err)
	}
	text := Format([]string{"shop"}, []Plan{p})
	if d := cmp.Diff(wantText, text); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	for _, s := range []string{text, strings.ReplaceAll(text, "\n", "\r\n")} { // as git may check it out
		again, err := Parse(s)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([]Plan{p}, again); d != "" {
			t.Errorf("-written +read:\n%s", d)
		}
	}
	for _, bad := range []string{"", "{}", "[]", `[{"Plan": null}]`, `["Utility Statement"]`, `[{"Plan": {"Plan Rows": "many"}}]`} {
		if p, err := FromExplain("x", []byte(bad)); err == nil {
			t.Errorf("%s is a plan: %+v", bad, p)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"-> Limit (rows 1, cost 1)":                                          "line 1: a plan without a name",
		"-- name: x\n\n-> Limit (rows x, cost 1)":                            `line 3: "x" is no number of rows`,
		"-- name: x\n-> Limit (rows 1, cost y)":                              `line 2: "y" is no cost`,
		"-- name: x\n-> Limit (rows 1, cost 1)\n      -> A (rows 1, cost 1)": "line 3: a node that belongs to no other",
		"-- name: x\n-> Limit (rows 1, cost 1)\n-> Limit (rows 1, cost 1)":   "line 3: a node that belongs to no other",
		"-- name: x\n<<<<<<< HEAD":                                           "line 2: neither a node of a plan nor a detail of one",
		"-- name: x\n":                                                       "x has no plan",
		"-- name: x\n     Filter: y":                                         "line 2: neither a node of a plan nor a detail of one",
	} {
		if plans, err := Parse(text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, %v; want %s", text, plans, err, want)
		}
	}
}

func plan(lines string) Plan {
	plans, err := Parse("-- name: q\n" + lines)
	if err != nil {
		panic(err)
	}
	return plans[0]
}

func TestCompare(t *testing.T) {
	t.Parallel()
	const (
		byIndex = "-> Index Scan using i on public.t (rows 1, cost 2000)"
		bySeq   = "-> Seq Scan on public.t (rows 1, cost 2100)"
		twoSeq  = "-> Append (rows 1, cost 2100)\n   -> Seq Scan on public.t (rows 1, cost 1000)\n   -> Index Scan using i on public.t (rows 1, cost 1000)"
	)
	for _, c := range []struct {
		name, before, after string
		want                Verdict
		reason              string
	}{
		{"nothing", byIndex, byIndex, Same, ""},
		{"a little dearer", "-> Limit (rows 1, cost 100)", "-> Limit (rows 1, cost 119)", Same, ""},
		{"dearer", "-> Limit (rows 1, cost 100)", "-> Limit (rows 1, cost 121)", Worse, "the cost rose from 100 to 121, 1.21 times what it was"},
		{"dearer, but by nothing", "-> Limit (rows 1, cost 1)", "-> Limit (rows 1, cost 10.9)", Same, ""},
		{"from nothing", "-> Result (rows 1, cost 0)", "-> Limit (rows 1, cost 11)", Worse, "the cost rose from 0 to 11"},
		{"cheaper", "-> Limit (rows 1, cost 121)", "-> Limit (rows 1, cost 100)", Better, "the cost fell from 121 to 100"},
		{"cheaper, but by nothing", "-> Limit (rows 1, cost 11)", "-> Limit (rows 1, cost 1.5)", Same, ""},
		{"index to seq", byIndex, bySeq, Worse, "public.t: Index Scan using i became Seq Scan of cost 2100"},
		{"index to parallel seq", byIndex, "-> Gather (rows 1, cost 2000)\n   -> Parallel Seq Scan on public.t (rows 1, cost 1900)", Worse, "public.t: Index Scan using i became Parallel Seq Scan of cost 1900"},
		{"bitmap to seq", "-> Bitmap Heap Scan on public.t (rows 1, cost 2000)\n   -> Bitmap Index Scan using i (rows 1, cost 2)", bySeq, Worse, "public.t: Bitmap Heap Scan became Seq Scan of cost 2100"},
		{"index to seq of a small table", "-> Index Scan using i on public.t (rows 1, cost 8)", "-> Seq Scan on public.t (rows 1, cost 9)", Changed, "the plan has another shape"},
		{"index to seq, and cheaper", byIndex, "-> Seq Scan on public.t (rows 1, cost 1900)", Changed, "public.t: Index Scan using i became Seq Scan of cost 1900"},
		{"one that was there", twoSeq, bySeq, Changed, "the plan has another shape"},
		{"seq of another table", byIndex, "-> Seq Scan on public.u (rows 1, cost 2100)", Changed, "the plan has another shape"},
		{"another index", byIndex, "-> Index Scan using j on public.t (rows 1, cost 2000)", Changed, "the plan has another shape"},
		{"large sort", bySeq, "-> Sort (rows 9, cost 2300)\n   " + bySeq, Worse, "a Sort of 9 rows is new"},
		{"small sort", "-> Limit (rows 1, cost 100)", "-> Sort (rows 1, cost 110)", Changed, "the plan has another shape"},
		{"a sort that has grown large", "-> Sort (rows 1, cost 990)", "-> Sort (rows 1, cost 1010)", Same, ""},
		{"to disk", "-> Sort (rows 9, cost 100)", "-> Sort (rows 9, cost 101, on disk)", Worse, "a Sort of 9 rows no longer fits into work_mem and goes to disk"},
		{"join method", "-> Hash Left Join (rows 1, cost 5)", "-> Merge Left Join (rows 1, cost 5)", Changed, "a Hash Join became a Merge Join"},
		{"join method, dearer", "-> Hash Join (rows 1, cost 50)", "-> Nested Loop Left Join (rows 1, cost 100)", Worse, "the cost rose from 50 to 100, 2 times what it was; a Hash Join became a Nested Loop"},
	} {
		got := Compare(plan(c.before), plan(c.after), DefaultLimits)
		if got.Verdict != c.want || strings.Join(got.Reasons, "; ") != c.reason {
			t.Errorf("%s: %s: %q; want %s: %q", c.name, got.Verdict, strings.Join(got.Reasons, "; "), c.want, c.reason)
		}
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ before, after, want string }{
		{"a b c", "a b c", "  a|  b|  c"},
		{"a b c", "a x c", "  a|- b|+ x|  c"},
		{"a b c d", "b d e", "- a|  b|- c|  d|+ e"},
		{"", "a", "+ a"}, {"a", "", "- a"}, {"", "", ""},
	} {
		if got := strings.Join(Diff(strings.Fields(c.before), strings.Fields(c.after)), "|"); got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.before, c.after, got, c.want)
		}
	}
	long := strings.Split(strings.Repeat("x y ", 3000), " ")
	other := strings.Split(strings.Repeat("u v ", 3000), " ")
	if got := Diff(long, other); len(got) < 12000 {
		t.Errorf("%d lines", len(got))
	}
}
