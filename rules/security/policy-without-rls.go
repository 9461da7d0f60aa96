package security

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// PolicyWithoutRls finds policies that do nothing because row security of
// their table is off.
var PolicyWithoutRls = advice.Rule{
	ID:       "security/policy-without-rls",
	Title:    "a table has policies, but row level security is not enabled",
	Severity: advice.High,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaPolicies},
	Wants:    []snapshot.Area{snapshot.AreaRoles, snapshot.AreaColumns},
	Check: func(p *advice.Pass) {
		// Policies are not inherited, so a partition is judged by its own.
		for _, t := range p.UserRelations("r", "p") {
			if ps := p.PoliciesOf(t.OID); len(ps) > 0 && !t.RowSecurity {
				reportIdle(p, t, ps)
			}
		}
	},
}

func reportIdle(p *advice.Pass, t *snapshot.Relation, ps []*snapshot.Policy) {
	var names []string
	for _, x := range ps {
		names = append(names, x.Name)
	}
	slices.Sort(names)
	open := subject(p, tableGrantees(p, t, "rawd"))
	severity, impact := advice.High, named(open)+" can reach all rows, as if the policies were not there"
	evidence := []advice.Evidence{
		{Name: "row level security", Value: t.RowSecurity, Source: "pg_class.relrowsecurity"},
		{Name: "policies", Value: names, Source: "pg_policy.polname"},
	}
	if len(open) == 0 {
		severity, impact = advice.Low, "nobody but the owner has privileges on the table yet; the first who gets some will see all rows"
	} else {
		evidence = append(evidence, advice.Evidence{Name: "privileges of", Value: open, Source: "pg_class.relacl"})
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("%s of %s has no effect, since row level security is not enabled", thePolicies(names), t.PG()),
		Object:   advice.TableObject(t),
		Evidence: evidence,
		Impact:   advice.Impact{Summary: impact},
		Fix: &advice.Fix{
			Summary: "enable row level security",
			Steps:   []advice.Step{rowSecurity(t, "enable")},
			Undo:    []advice.Step{rowSecurity(t, "disable")},
			Caution: "From then on roles other than the owner see and change only what a policy admits" + denied(ps) + ". Try the application's statements on a copy first.",
		},
	})
}

func thePolicies(names []string) string {
	if len(names) == 1 {
		return "policy " + names[0]
	}
	return fmt.Sprintf("each of the %d policies", len(names))
}

// denied names the commands that no permissive policy admits.
func denied(ps []*snapshot.Policy) string {
	var without []string
	for _, c := range []string{"r", "a", "w", "d"} {
		if !slices.ContainsFunc(ps, func(x *snapshot.Policy) bool { return x.Permissive && (x.Command == c || x.Command == "*") }) {
			without = append(without, strings.ToUpper(commands[c]))
		}
	}
	if len(without) == 0 {
		return ""
	}
	return "; no policy admits any " + strings.Join(without, ", ")
}

// rowSecurity is the step that switches row security of a table: enable,
// disable, force or no force.
func rowSecurity(t *snapshot.Relation, how string) advice.Step {
	return advice.Locking(pg.AccessExclusiveLock, t.PG(), "alter table "+t.PG().String()+" "+how+" row level security")
}
