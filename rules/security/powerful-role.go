package security

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// PowerfulRole finds applications that connect as a role with more power than
// any application needs.
var PowerfulRole = advice.Rule{
	ID:       "security/powerful-role",
	Title:    "an application connects as a superuser, or as a role nearly as powerful",
	Severity: advice.High,
	Needs:    []snapshot.Area{snapshot.AreaRoles, snapshot.AreaMemberships, snapshot.AreaSessions},
	Wants:    []snapshot.Area{snapshot.AreaRelations},
	Thresholds: []advice.Threshold{
		{Name: "min_sessions", Default: 3, Unit: "sessions", Doc: "a role with so many sessions that are no administrator's or monitoring tool is an application"},
	},
	Check: func(p *advice.Pass) {
		for _, a := range applications(p, "", int(p.Threshold("min_sessions"))) {
			r := p.Role(a.role)
			if r == nil || ofHost(r.Name) {
				continue
			}
			if powers := powersOf(p, r); len(powers) > 0 {
				reportPowerful(p, r, a, powers)
			}
		}
	},
}

// power is one way in which a role can do more than its grants say.
type power struct {
	what     string // for the title
	can      string
	source   string
	severity advice.Severity
	take     string // SQL that takes it away; "" where a group has it, which others may need
	give     string
}

// filePrograms are the predefined roles that reach the operating system as
// the server's user, who owns the data directory.
var filePrograms = []string{"pg_execute_server_program", "pg_write_server_files", "pg_read_server_files"}

func powersOf(p *advice.Pass, r *snapshot.Role) []power {
	name := pg.QuoteIdent(r.Name)
	if r.Superuser {
		return []power{{"a superuser", "a single injected statement reads and writes all databases, the files of the server, and runs programs on its machine",
			"pg_roles.rolsuper", advice.High, "alter role " + name + " nosuperuser", "alter role " + name + " superuser"}}
	}
	var out []power
	for _, f := range filePrograms {
		if actsAs(p, r.Name, f) {
			w := power{what: "a member of " + f, source: "pg_auth_members", severity: advice.High,
				can: "a single injected statement reaches the server's files or runs programs there, and so becomes a superuser"}
			if slices.ContainsFunc(p.Memberships, func(m snapshot.Membership) bool { return m.Role == f && m.Member == r.Name }) {
				w.take, w.give = "revoke "+f+" from "+name, "grant "+f+" to "+name
			}
			out = append(out, w)
		}
	}
	if r.CreateRole {
		sev, can := advice.Medium, "it can create roles, and change or drop those it created"
		if !p.Server.Version.AtLeast(16) {
			sev, can = advice.High, "before PostgreSQL 16 it can give itself every role but a superuser's, pg_execute_server_program among them, and set any such role's password"
		}
		out = append(out, power{"a role with CREATEROLE", can, "pg_roles.rolcreaterole", sev,
			"alter role " + name + " nocreaterole", "alter role " + name + " createrole"})
	}
	if r.BypassRLS && anyPolicy(p) {
		out = append(out, power{"a role with BYPASSRLS", "no policy of this database applies to it", "pg_roles.rolbypassrls", advice.Medium,
			"alter role " + name + " nobypassrls", "alter role " + name + " bypassrls"})
	}
	return out
}

// anyPolicy reports whether a table of this database has row security.
func anyPolicy(p *advice.Pass) bool {
	return slices.ContainsFunc(p.Relations, func(r snapshot.Relation) bool { return r.RowSecurity })
}

func reportPowerful(p *advice.Pass, r *snapshot.Role, a application, powers []power) {
	f := advice.Finding{
		Severity: advice.Medium,
		Object:   advice.Object{Kind: "role", Name: r.Name},
		Evidence: []advice.Evidence{{Name: "sessions", Value: a.sessions, Source: "pg_stat_activity.usename"}},
	}
	if len(a.names) > 0 {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "programs", Value: a.names, Source: "pg_stat_activity.application_name"})
	}
	var what, can []string
	for _, w := range powers {
		what, can = append(what, w.what), append(can, w.can)
		f.Evidence = append(f.Evidence, advice.Evidence{Name: w.what, Value: true, Source: w.source})
		if w.severity.Rank() > f.Severity.Rank() {
			f.Severity = w.severity
		}
	}
	f.Title = fmt.Sprintf("an application with %s connects as %s, %s", advice.Plural(int64(a.sessions), "session"), r.Name, strings.Join(what, ", "))
	f.Impact.Summary = strings.Join(slices.Compact(can), "; ")
	f.Fix = weaken(r, powers)
	p.Report(f)
}

const bootstrapSuperuser = 10

func weaken(r *snapshot.Role, powers []power) *advice.Fix {
	if r.Superuser && r.OID == bootstrapSuperuser {
		return &advice.Fix{
			Summary: "give the application a role of its own",
			Steps:   []advice.Step{advice.ByHand(fmt.Sprintf("create a role for the application with the privileges that its statements need, connect as that, and keep %s for administration", r.Name))},
			Caution: fmt.Sprintf("%s is the role the cluster was created with and must stay a superuser. Nothing is changed here, so there is nothing to undo.", r.Name),
		}
	}
	fix := &advice.Fix{
		Summary: "grant the role what its statements need, then take the power away",
		Steps:   []advice.Step{advice.ByHand(fmt.Sprintf("grant %s the privileges that its statements need on schemas, tables, sequences and functions", r.Name))},
		Caution: "What the application could do by its power alone fails from the next statement on. Try it on a copy first; a backup, migration or monitoring program that shares the role needs one of its own.",
	}
	for _, w := range powers {
		if w.take == "" {
			fix.Steps = append(fix.Steps, advice.ByHand(fmt.Sprintf("take %s out of the group by which it is %s", r.Name, w.what)))
			continue
		}
		fix.Steps = append(fix.Steps, advice.SQL(w.take))
		fix.Undo = append(fix.Undo, advice.SQL(w.give))
	}
	return fix
}
