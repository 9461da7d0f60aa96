package security

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// PolicyAlwaysTrue finds policies under which anybody may change any row.
var PolicyAlwaysTrue = advice.Rule{
	ID:       "security/policy-always-true",
	Title:    "a policy lets everybody change every row",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaPolicies, snapshot.AreaExpressions, snapshot.AreaRoles, snapshot.AreaMemberships,
	},
	Wants: []snapshot.Area{snapshot.AreaColumns},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			if !t.RowSecurity {
				continue // policy-without-rls
			}
			for _, x := range p.PoliciesOf(t.OID) {
				if admits(x) && !restricted(p, t, x) {
					judgeAdmitting(p, t, x)
				}
			}
		}
	},
}

// admits reports whether a permissive policy for changes lets all rows pass.
func admits(x *snapshot.Policy) bool {
	if !x.Permissive {
		return false
	}
	switch x.Command {
	case "a":
		return isTrue(x.WithCheck)
	case "d":
		return isTrue(x.Using)
	case "w", "*":
		return isTrue(x.Using) && (x.WithCheck == "" || isTrue(x.WithCheck))
	}
	return false
}

func isTrue(expr string) bool { return strings.Trim(expr, "() ") == "true" }

// restricted reports whether a restrictive policy narrows what a permissive
// one lets pass, for all its commands and roles: that pair is how restrictive
// policies are meant to be used.
func restricted(p *advice.Pass, t *snapshot.Relation, x *snapshot.Policy) bool {
	return slices.ContainsFunc(p.PoliciesOf(t.OID), func(r *snapshot.Policy) bool {
		return !r.Permissive && (r.Command == "*" || r.Command == x.Command) && covers(p, r, x) && !isTrue(r.Using+r.WithCheck)
	})
}

// writes are the privileges that a policy's command needs.
var writes = map[string]string{"a": "a", "w": "w", "d": "d", "*": "awd"}

func judgeAdmitting(p *advice.Pass, t *snapshot.Relation, x *snapshot.Policy) {
	reached := subject(p, tableGrantees(p, t, writes[x.Command]))
	if !isPublic(x) {
		reached = slices.DeleteFunc(reached, func(role string) bool {
			return role != public && !slices.ContainsFunc(x.Roles, func(r string) bool { return actsAs(p, role, r) || actsAs(p, r, role) })
		})
	}
	if len(reached) == 0 {
		return
	}
	if undone := undoneBy(p, t, x); undone != nil {
		reportUndoing(p, t, x, undone, reached)
		return
	}
	// A policy for a certain role is how a trusted program is let through.
	if isPublic(x) || slices.ContainsFunc(x.Roles, isAPIRole) {
		reportAdmitting(p, t, x, reached)
	}
}

// isAPIRole reports the roles on behalf of which PostgREST lets the world in.
func isAPIRole(name string) bool {
	return name == "anon" || name == "authenticated" || name == "web_anon"
}

// undoneBy returns a permissive policy with a condition that counts for
// nothing, since permissive policies are combined by OR.
func undoneBy(p *advice.Pass, t *snapshot.Relation, x *snapshot.Policy) *snapshot.Policy {
	for _, o := range p.PoliciesOf(t.OID) {
		if o != x && o.Permissive && o.Command != "r" && shares(o, x) && covers(p, x, o) && !isTrue(o.Using+o.WithCheck) && !admits(o) {
			return o
		}
	}
	return nil
}

func reportUndoing(p *advice.Pass, t *snapshot.Relation, x, undone *snapshot.Policy, reached []string) {
	p.Report(advice.Finding{
		Severity: advice.High,
		Title:    fmt.Sprintf("policy %s on %s is true for every row, so the condition of %s counts for nothing", x.Name, t.PG(), undone.Name),
		Object:   policyObject(t, x),
		Evidence: append(conditionEvidence(x), advice.Evidence{Name: "policy without effect", Value: undone.Name, Source: "pg_policy.polname"},
			advice.Evidence{Name: "privileges of", Value: reached, Source: "pg_class.relacl"}),
		Impact: advice.Impact{Summary: "permissive policies are combined by OR: " + named(reached) + " may change every row, although a policy says otherwise"},
		Fix: &advice.Fix{
			Summary: "drop the policy that is always true, and keep the one with a condition",
			Steps:   []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), "drop policy "+pg.QuoteIdent(x.Name)+" on "+t.PG().String())},
			Undo:    []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), createPolicy(t, x))},
			Caution: "Statements that worked only because of it find no rows afterwards, or fail. See which commands and roles the remaining policies cover before.",
		},
	})
}

func reportAdmitting(p *advice.Pass, t *snapshot.Relation, x *snapshot.Policy, reached []string) {
	severity, verb := advice.Medium, "change every row of"
	switch x.Command {
	case "a":
		severity, verb = advice.Low, "insert any row into" // forms that anybody may fill in
	case "d":
		verb = "delete every row of"
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("policy %s lets %s %s %s", x.Name, named(reached), verb, t.PG()),
		Object:   policyObject(t, x),
		Evidence: append(conditionEvidence(x), advice.Evidence{Name: "privileges of", Value: reached, Source: "pg_class.relacl"}),
		Impact:   advice.Impact{Summary: "row level security is enabled and protects nothing against these statements"},
		Fix: &advice.Fix{
			Summary: "say in the policy which rows may be changed, or for which role it is",
			Steps:   []advice.Step{advice.ByHand(fmt.Sprintf("give policy %s on %s a condition (alter policy … using (…) with check (…)), or name the trusted role that it is for (alter policy … to …)", x.Name, t.PG()))},
			Caution: "Nothing is changed until you decide, so there is nothing to undo.",
		},
	})
}
