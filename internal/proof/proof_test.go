package proof

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/advice"
)

func TestOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rule  string
		steps []string
		want  *Trial
	}{
		{"index/unused", []string{"drop index concurrently s.x"}, &Trial{Drops: []string{"drop index s.x"}}},
		{"index/unused", []string{"DROP INDEX s.x"}, &Trial{Drops: []string{"DROP INDEX s.x"}}},
		{"index/duplicate", []string{"alter table s.t drop constraint k"}, &Trial{Drops: []string{"alter table s.t drop constraint k"}}},
		{"index/duplicate", []string{"alter table s.t drop constraint k, drop column a"}, nil},
		{"index/x", []string{"create index concurrently a on t (b)", "drop index concurrently c"}, &Trial{Creates: []string{"create index concurrently a on t (b)"}, Drops: []string{"drop index c"}}},
		{"index/x", []string{"create index a on only p (b)", "alter index a attach partition b"}, &Trial{Creates: []string{"create index a on only p (b)"}}},
		{"index/x", []string{"create unique index a on t (b)"}, nil},
		{"index/x", []string{"reindex index concurrently a"}, nil},
		{"index/x", []string{"select 1", "drop index a"}, nil},
		{"constraint/foreign-key-without-index", []string{"create index a on t (b)"}, &Trial{Creates: []string{"create index a on t (b)"}}},
		{"constraint/duplicate-foreign-key", []string{"alter table s.t drop constraint k"}, nil},
		{"config/random-page-cost", []string{"alter system set random_page_cost = '1.1'", "select pg_catalog.pg_reload_conf()"}, &Trial{Set: map[string]string{"random_page_cost": "1.1"}}},
		{"config/x", []string{"alter system set work_mem to 'it''s'"}, &Trial{Set: map[string]string{"work_mem": "it's"}}},
		{"config/x", []string{"alter system set log_min_duration_statement = '1s'"}, nil},
		{"config/x", []string{"alter system reset work_mem"}, nil},
		{"vacuum/x", []string{"drop index a"}, nil},
		{"index/x", nil, nil},
	} {
		f := &advice.Finding{Rule: c.rule, Fix: &advice.Fix{}}
		for _, s := range c.steps {
			f.Fix.Steps = append(f.Fix.Steps, advice.Step{SQL: s})
		}
		got, ok := Of(f)
		if ok != (c.want != nil) {
			t.Errorf("%s %q: can be tried: %v", c.rule, c.steps, ok)
			continue
		}
		if len(got.Set) == 0 {
			got.Set = nil
		}
		if d := cmp.Diff(c.want, &got); c.want != nil && d != "" {
			t.Errorf("%s %q: %s", c.rule, c.steps, d)
		}
	}
	if _, ok := Of(&advice.Finding{Rule: "index/x", Fix: &advice.Fix{Steps: []advice.Step{{SQL: "drop index a"}, {Manual: "think"}}}}); ok {
		t.Error("a step by hand was tried")
	}
	if _, ok := Of(&advice.Finding{Rule: "index/x"}); ok {
		t.Error("no fix was tried")
	}
}

func costs(pairs ...float64) (out []advice.Tried) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, advice.Tried{Query: "select 'secret'", CostBefore: pairs[i], CostAfter: pairs[i+1], PlanChanged: pairs[i] != pairs[i+1]})
	}
	return out
}

func TestJudge(t *testing.T) {
	t.Parallel()
	create, drop := Trial{Creates: []string{"c"}}, Trial{Drops: []string{"d"}}
	replace, set := Trial{Creates: []string{"c"}, Drops: []string{"d"}}, Trial{Set: map[string]string{"a": "b"}}
	for name, c := range map[string]struct {
		trial Trial
		plans Plans
		proof bool
		fails bool
		note  string
	}{
		"drop harms none":             {drop, Plans{Statements: costs(10, 10, 20, 20.1)}, true, false, "2 statements"},
		"drop harms one":              {drop, Plans{Statements: costs(10, 10, 20, 21)}, true, true, "1 statement of 2"},
		"drop breaks one":             {drop, Plans{Statements: append(costs(10, 90), advice.Tried{Error: "gone", CostBefore: 1})}, true, true, "fails (gone)"},
		"drop without workload":       {drop, Plans{}, false, false, ""},
		"create helps":                {create, Plans{Statements: costs(10, 10, 20, 2)}, true, false, "1 statement of 2"},
		"create helps its look-up":    {create, Plans{Statements: costs(10, 10), Probes: costs(9, 1)}, true, false, "look-up"},
		"create within noise":         {create, Plans{Statements: costs(100, 99.5), Probes: costs(9, 9)}, true, true, "would not use it"},
		"create of an unknown use":    {create, Plans{}, false, false, ""},
		"replace harms none":          {replace, Plans{Statements: costs(10, 10)}, true, false, "none gets slower"},
		"replace harms":               {replace, Plans{Statements: costs(10, 12)}, true, true, "worst goes from cost 10 to 12"},
		"settings are only counted":   {set, Plans{Statements: costs(10, 12, 3, 3)}, true, false, "1 statement of 2 would change plan"},
		"settings without a workload": {set, Plans{}, false, false, ""},
	} {
		got := c.trial.Judge(c.plans)
		switch {
		case (got != nil) != c.proof:
			t.Errorf("%s: proof %+v", name, got)
		case got != nil && (got.Fails != c.fails || !strings.Contains(got.Note, c.note) || got.Method != "planner"):
			t.Errorf("%s: %+v", name, got)
		case got != nil && strings.Contains(got.Note, "secret"):
			t.Errorf("%s shows a constant: %s", name, got.Note)
		}
	}
}

func TestDemoted(t *testing.T) {
	t.Parallel()
	for from, want := range map[advice.Severity]advice.Severity{advice.Critical: advice.High, advice.High: advice.Medium, advice.Medium: advice.Low, advice.Low: advice.Info, advice.Info: advice.Info} {
		if got := Demoted(from); got != want {
			t.Errorf("%s becomes %s", from, got)
		}
	}
}
