package security

import (
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func policyObject(t *snapshot.Relation, x *snapshot.Policy) advice.Object {
	return advice.Object{Kind: "policy", Schema: t.Schema, Name: x.Name, Table: t.Name}
}

// commands are the words of pg_policy.polcmd.
var commands = map[string]string{"r": "select", "a": "insert", "w": "update", "d": "delete", "*": "all"}

// shares reports whether two policies apply to a command of both.
func shares(a, b *snapshot.Policy) bool {
	return a.Command == b.Command || a.Command == "*" || b.Command == "*"
}

// isPublic reports whether a policy is for all roles.
func isPublic(x *snapshot.Policy) bool { return slices.Contains(x.Roles, "public") }

// covers reports whether a policy applies to all roles that another is for.
func covers(p *advice.Pass, x, other *snapshot.Policy) bool {
	if isPublic(x) {
		return true
	}
	for _, role := range other.Roles {
		if !slices.ContainsFunc(x.Roles, func(r string) bool { return role != "public" && actsAs(p, role, r) }) {
			return false
		}
	}
	return true
}

// createPolicy is the statement that makes a policy as the snapshot has it.
func createPolicy(t *snapshot.Relation, x *snapshot.Policy) string {
	sql := "create policy " + pg.QuoteIdent(x.Name) + " on " + t.PG().String()
	if !x.Permissive {
		sql += " as restrictive"
	}
	sql += " for " + commands[x.Command]
	if !isPublic(x) {
		sql += " to " + pg.QuoteIdents(x.Roles)
	}
	return sql + conditions(x.Using, x.WithCheck)
}

// alterPolicy is the statement that gives a policy other conditions.
func alterPolicy(t *snapshot.Relation, x *snapshot.Policy, using, check string) advice.Step {
	return advice.Locking(pg.AccessExclusiveLock, t.PG(),
		"alter policy "+pg.QuoteIdent(x.Name)+" on "+t.PG().String()+conditions(using, check))
}

func conditions(using, check string) string {
	sql := ""
	if using != "" {
		sql += " using (" + using + ")"
	}
	if check != "" {
		sql += " with check (" + check + ")"
	}
	return sql
}

// conditionEvidence shows what a policy says.
func conditionEvidence(x *snapshot.Policy) []advice.Evidence {
	out := []advice.Evidence{
		{Name: "command", Value: commands[x.Command], Source: "pg_policy.polcmd"},
		{Name: "roles", Value: x.Roles, Source: "pg_policy.polroles"},
	}
	if x.Using != "" {
		out = append(out, advice.Evidence{Name: "using", Value: x.Using, Source: "pg_policy.polqual"})
	}
	if x.WithCheck != "" {
		out = append(out, advice.Evidence{Name: "with check", Value: x.WithCheck, Source: "pg_policy.polwithcheck"})
	}
	return out
}
