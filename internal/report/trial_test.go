package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/advice"
)

func trial() *advice.Trial {
	t := &advice.Trial{
		Version: advice.TrialVersion, Target: advice.Target{Database: "shop", ServerVersion: "17.2"},
		Do: []string{"create index on t (a)"}, Set: map[string]string{"work_mem": "64MB"},
		Built: []advice.Built{{Object: advice.Object{Kind: "index", Schema: "public", Name: "t_a_idx"}, Method: "btree", Bytes: 1 << 20, Tuples: 12345, Basis: "computed"}},
		Statements: []advice.Tried{
			{Query: "select * from t where a = $1", Calls: 10, TotalMS: 5000, CostBefore: 1000, CostAfter: 10, GainMS: 4950, PlanChanged: true, PlanBefore: "Seq Scan on t\n", PlanAfter: "Index Scan using t_a_idx on t\n"},
			{Query: "select * from t where b = $1", CostBefore: 100, CostAfter: 103},
			{Query: "select c from t", TotalMS: 3, CostBefore: 5, Error: "column \"c\" does not exist", DependsOn: []string{"type public.x"}},
			{Query: "select \x1b[31mred", CostBefore: 200, CostAfter: 150},
		},
		Unchanged: 7,
		SetAside:  []advice.SetAside{{Query: "begin", Why: "there is no plan for BEGIN"}, {Query: "commit", Why: "there is no plan for COMMIT"}, {Query: "select", Why: "cut short"}},
		Missing:   []advice.Lacking{{Object: advice.Object{Kind: "type", Schema: "public", Name: "x"}, Why: "its extension is not here"}},
	}
	advice.RankTried(t.Statements)
	return t
}

const trialText = `Tried on a twin of shop, PostgreSQL 17.2:
  create index on t (a)
  set work_mem = 64MB

In production it makes
  index public.t_a_idx, btree, 1 MB, 12,345 tuples
    computed

fails: column "c" does not exist
        select c from t
        not to be trusted here: the twin lacks type public.x

worse: cost 100 → 103, 3 % dearer; the plan stays as it is
        select * from t where b = $1

better: cost 1,000 → 10, 100 times cheaper; 10 calls, 5 s in all
        select * from t where a = $1
        before  Seq Scan on t
        after   Index Scan using t_a_idx on t

better: cost 200 → 150, 25 % cheaper; the plan stays as it is
        select \x1b[31mred

11 statements planned: 2 better, 2 worse, 7 as before; 3 set aside.
  set aside 1: cut short
  set aside 2: there is no plan for utility statements
  the twin lacks type public.x: its extension is not here
`

func TestTrialText(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := TrialText(&b, trial(), TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(trialText, b.String()); d != "" {
		t.Error(d)
	}
	b.Reset()
	if err := TrialText(&b, trial(), TextOptions{Color: true}); err != nil {
		t.Fatal(err)
	}
	for _, red := range []string{"\x1b[31mfails", "\x1b[31mworse"} {
		if !strings.Contains(b.String(), red) {
			t.Errorf("no %q in colour", red)
		}
	}
	if strings.Contains(b.String(), "\x1b[31mbetter") || strings.Contains(b.String(), "\x1b[31mred") {
		t.Error("what gains is red, or a query paints")
	}
}

func TestTrialJSON(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := TrialJSON(&b, &advice.Trial{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"do": []`, `"built": []`, `"statements": []`, `"set_aside": []`, `"missing": []`, `"set": {}`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("an empty trial has no %s", want)
		}
	}
	b.Reset()
	if err := TrialJSON(&b, trial()); err != nil {
		t.Fatal(err)
	}
	var got advice.Trial
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(trial().Statements[:3], got.Statements[:3]); d != "" {
		t.Error(d)
	}
}

func TestTrialTextIsShort(t *testing.T) {
	t.Parallel()
	many := &advice.Trial{}
	for i := range 60 {
		many.Statements = append(many.Statements, advice.Tried{Query: "select  1\n from t", CostBefore: 10, CostAfter: float64(8 + i%2*5)})
	}
	for verbose, want := range map[bool]int{false: 2 * fewStatements, true: 60} {
		var b bytes.Buffer
		if err := TrialText(&b, many, TextOptions{Verbose: verbose}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(b.String(), "select 1 from t"); got != want {
			t.Errorf("verbose %v: %d statements are shown", verbose, got)
		}
		if strings.Contains(b.String(), "40 statements more") == verbose {
			t.Errorf("verbose %v: %s", verbose, b.String()[b.Len()-200:])
		}
	}
}
