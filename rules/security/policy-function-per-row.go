package security

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// PolicyFunctionPerRow finds policies that ask once a row what they could ask
// once a query.
var PolicyFunctionPerRow = advice.Rule{
	ID:       "security/policy-function-per-row",
	Title:    "a policy calls a function for every row that is read",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaPolicies, snapshot.AreaExpressions, snapshot.AreaFunctions,
	},
	Wants: []snapshot.Area{snapshot.AreaTableCounters},
	Thresholds: []advice.Threshold{
		{Name: "min_rows", Default: 10_000, Unit: "rows", Doc: "smaller tables are left alone"},
		{Name: "medium_rows", Default: 1_000_000, Unit: "rows", Doc: "from here on the finding is medium"},
	},
	Check: func(p *advice.Pass) {
		if p.Masked {
			p.NotAssessable("the snapshot is masked: its policies do not say what the database's do", "")
			return
		}
		fs := newFunctions(p)
		for _, t := range p.UserTables() {
			if !t.RowSecurity || p.Rows(t) < p.Threshold("min_rows") {
				continue
			}
			for _, x := range p.PoliciesOf(t.OID) {
				judgePolicy(p, t, x, fs)
			}
		}
	},
}

func judgePolicy(p *advice.Pass, t *snapshot.Relation, x *snapshot.Policy, fs functions) {
	using, moved := fs.hoisted(x.Using)
	check := x.WithCheck // is evaluated for new rows only, of which there are few
	if len(moved) == 0 {
		return
	}
	if x.WithCheck != "" {
		check, _ = fs.hoisted(x.WithCheck)
	}
	severity := advice.Low
	if p.Rows(t) >= p.Threshold("medium_rows") {
		severity = advice.Medium
	}
	calls := fs.calls(moved)
	caution := "The same rows are admitted: the expression is the policy's own, with the calls in sub-selects. The statement waits for ACCESS EXCLUSIVE, which it then holds for a moment: set a lock_timeout."
	if v := fs.volatile(calls); len(v) > 0 {
		caution += fmt.Sprintf(" %s %s declared VOLATILE and seems only to read: it is evaluated once a query from then on. Declare it STABLE as well.", named(v), isAre(len(v)))
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("policy %s calls %s for every row that a query reads of %s (%s rows)", x.Name, named(calls), t.PG(), advice.Count(p.Rows(t))),
		Object:   policyObject(t, x),
		Evidence: append(conditionEvidence(x),
			advice.Evidence{Name: "parts that read no column", Value: moved, Source: "pg_policy.polqual"},
			advice.Evidence{Name: "rows", Value: int64(p.Rows(t)), Unit: "rows", Source: "pg_class.reltuples"}),
		Impact: advice.Impact{Summary: "a scan of the table spends more time in the function than on the rows; a sub-select is evaluated once a query"},
		Fix: &advice.Fix{
			Summary: "put the calls into scalar sub-selects",
			Steps:   []advice.Step{alterPolicy(t, x, using, check)},
			Undo:    []advice.Step{alterPolicy(t, x, x.Using, x.WithCheck)},
			Caution: caution,
		},
	})
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// calls names the functions worth moving in parts of an expression, each once.
func (fs functions) calls(parts []string) []string {
	var out []string
	for _, part := range parts {
		tree, err := sqlparse.Parse("select " + part)
		if err != nil {
			continue
		}
		sqlparse.Walk(tree, func(n sqlparse.Node) bool {
			if c, ok := n.(*sqlparse.FuncCall); ok {
				if v, _ := fs.judge(c); v == sqlparse.Lift {
					out = append(out, strings.Join(functionName(c), ".")+"()")
				}
			}
			return true
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}
