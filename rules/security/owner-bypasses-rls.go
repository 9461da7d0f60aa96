package security

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// OwnerBypassesRls finds tables whose policies do not apply to the application
// because it connects as their owner.
var OwnerBypassesRls = advice.Rule{
	ID:       "security/owner-bypasses-rls",
	Title:    "the application owns a table, so its policies do not apply",
	Severity: advice.High,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaPolicies, snapshot.AreaRoles, snapshot.AreaMemberships, snapshot.AreaSessions,
	},
	Wants: []snapshot.Area{snapshot.AreaColumns},
	Thresholds: []advice.Threshold{
		{Name: "min_sessions", Default: 3, Unit: "sessions", Doc: "a role with so many sessions in this database that are no administrator's tool is an application"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			if !t.RowSecurity || t.ForceRLS || len(p.PoliciesOf(t.OID)) == 0 {
				continue
			}
			if app, n := applicationAs(p, t); app != "" {
				reportOwnerBypass(p, t, app, n)
			}
		}
	},
}

// applicationAs returns the application that connects as the table's owner, or
// as a member of the owning role, and how many sessions it has. Superusers and
// roles with BYPASSRLS are left out: FORCE changes nothing for them.
func applicationAs(p *advice.Pass, t *snapshot.Relation) (role string, sessions int) {
	for _, a := range applications(p, p.Server.Database, int(p.Threshold("min_sessions"))) {
		r := p.Role(a.role)
		if r != nil && !r.Superuser && !r.BypassRLS && actsAs(p, a.role, t.Owner) {
			return a.role, a.sessions
		}
	}
	return "", 0
}

func reportOwnerBypass(p *advice.Pass, t *snapshot.Relation, app string, sessions int) {
	who := "as its owner " + app
	if app != t.Owner {
		who = fmt.Sprintf("as %s, a member of its owner %s", app, t.Owner)
	}
	p.Report(advice.Finding{
		Title:  fmt.Sprintf("the policies of %s do not apply to the application, which connects %s", t.PG(), who),
		Object: advice.TableObject(t),
		Evidence: []advice.Evidence{
			{Name: "owner", Value: t.Owner, Source: "pg_class.relowner"},
			{Name: "forced", Value: t.ForceRLS, Source: "pg_class.relforcerowsecurity"},
			{Name: "policies", Value: len(p.PoliciesOf(t.OID)), Source: "pg_policy"},
			{Name: "sessions of " + app, Value: sessions, Source: "pg_stat_activity.usename"},
		},
		Impact: advice.Impact{Summary: "every row is open to every request, whatever the policies say: a missing WHERE shows one customer's data to another"},
		Fix: &advice.Fix{
			Summary: "let the policies apply to the owner too",
			Steps:   []advice.Step{rowSecurity(t, "force")},
			Undo:    []advice.Step{rowSecurity(t, "no force")},
			Caution: "Migrations, batch jobs and SECURITY DEFINER functions of the owner are then held to the policies as well and may silently miss rows; pg_dump as the owner fails. The cleaner cure is an application role that owns nothing and has only the privileges it needs.",
		},
	})
}
