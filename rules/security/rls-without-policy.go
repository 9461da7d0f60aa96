package security

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// RlsWithoutPolicy finds tables whose row security admits no row to the roles
// that have been given privileges on them.
var RlsWithoutPolicy = advice.Rule{
	ID:       "security/rls-without-policy",
	Title:    "row level security without a policy shows no rows to anybody",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaPolicies, snapshot.AreaRoles},
	Wants:    []snapshot.Area{snapshot.AreaColumns},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			ps := p.PoliciesOf(t.OID)
			if !t.RowSecurity || intended(t) || ofHost(t.Owner) || slices.ContainsFunc(ps, func(x *snapshot.Policy) bool { return x.Permissive }) {
				continue
			}
			// Who has no privilege sees nothing either way.
			if shut := subject(p, tableGrantees(p, t, "rawd")); len(shut) > 0 {
				reportShut(p, t, shut, len(ps))
			}
		}
	},
}

// intended reports whether the table's comment says that it is closed.
func intended(t *snapshot.Relation) bool {
	c := strings.ToLower(t.Comment)
	return strings.Contains(c, "row level security") || strings.Contains(c, "row-level security") || strings.Contains(c, "no policy") || strings.Contains(c, "rls")
}

func reportShut(p *advice.Pass, t *snapshot.Relation, shut []string, restrictive int) {
	severity := p.Rule.Severity
	if p.Server.Platform == "supabase" {
		severity = advice.Info // tables reached through the service role alone are made so
	}
	why := "has no policy"
	if restrictive > 0 {
		why = "has only restrictive policies"
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("row level security of %s is enabled and %s: %s may query it and get no rows", t.PG(), why, named(shut)),
		Object:   advice.TableObject(t),
		Evidence: []advice.Evidence{
			{Name: "row level security", Value: t.RowSecurity, Source: "pg_class.relrowsecurity"},
			{Name: "permissive policies", Value: 0, Source: "pg_policy.polpermissive"},
			{Name: "restrictive policies", Value: restrictive, Source: "pg_policy.polpermissive"},
			{Name: "privileges of", Value: shut, Source: "pg_class.relacl"},
		},
		Impact: advice.Impact{Summary: "SELECT, UPDATE and DELETE find nothing and report no error, INSERT fails; what looks like missing data is a missing policy"},
		Fix: &advice.Fix{
			Summary: "say which rows each role may see, or take the privileges away",
			Steps: []advice.Step{advice.ByHand(fmt.Sprintf("create a policy on %s for the rows that %s may see; or revoke the privileges, or say in the table's comment that row level security is to admit nobody",
				t.PG(), named(shut)))},
			Caution: "Nothing is changed until you decide, so there is nothing to undo. Leave row level security enabled meanwhile.",
		},
	})
}
