package security

import (
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// PublicCreate finds schemas in which every role may create objects.
var PublicCreate = advice.Rule{
	ID:       "security/public-create",
	Title:    "every role may create objects in a schema",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSchemas, snapshot.AreaRoles},
	Wants:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaFunctions, snapshot.AreaTypes, snapshot.AreaDatabases},
	Check: func(p *advice.Pass) {
		for i := range p.Schemas {
			s := &p.Schemas[i]
			if s.Extension == "" && slices.Contains(grantees(p, s.ACL, s.Owner, "C"), public) {
				reportPublicCreate(p, s)
			}
		}
	},
}

func reportPublicCreate(p *advice.Pass, s *snapshot.Schema) {
	schema := pg.QuoteIdent(s.Name)
	others := ordinary(p, s.Owner)
	severity := advice.Medium
	impact := "a role that may do nothing else can put a function or operator here that others take for their own, by the search_path, and run with their rights"
	if len(others) == 0 {
		severity = advice.Low
		impact = "no role but superusers and the owner can log in yet; the first one that can may create anything here"
	}
	fix := &advice.Fix{
		Summary: "take the privilege away from PUBLIC",
		Caution: "A role that creates tables here, such as one that runs migrations, needs the privilege for itself.",
	}
	for _, owner := range creators(p, s) {
		to := pg.QuoteIdent(owner)
		fix.Steps = append(fix.Steps, advice.SQL("grant create on schema "+schema+" to "+to))
		fix.Undo = append(fix.Undo, advice.SQL("revoke create on schema "+schema+" from "+to))
	}
	if len(fix.Steps) > 0 {
		fix.Summary += ", and give it to the roles that own objects there"
	}
	fix.Steps = append(fix.Steps, advice.SQL("revoke create on schema "+schema+" from public"))
	fix.Undo = append(fix.Undo, advice.SQL("grant create on schema "+schema+" to public"))
	slices.Reverse(fix.Undo)
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("every role that can connect may create objects in schema %s", s.Name),
		Object:   advice.Object{Kind: "schema", Name: s.Name},
		Evidence: []advice.Evidence{
			{Name: "privileges", Value: s.ACL, Source: "pg_namespace.nspacl"},
			{Name: "roles that can log in beside superusers and the owner", Value: len(others), Source: "pg_roles.rolcanlogin"},
		},
		Impact: advice.Impact{Summary: impact},
		Fix:    fix,
	})
}

// ordinary are the roles that can log in beside the superusers and an owner.
func ordinary(p *advice.Pass, owner string) []string {
	var out []string
	for i := range p.Roles {
		if r := &p.Roles[i]; r.Login && !r.Superuser && r.Name != owner {
			out = append(out, r.Name)
		}
	}
	return out
}

// creators are the roles that own something in the schema and have CREATE
// there only as everybody has.
func creators(p *advice.Pass, s *snapshot.Schema) []string {
	var out []string
	add := func(schema, owner, extension string) {
		if schema != s.Name || extension != "" || owner == s.Owner || superuser(p, owner) || slices.Contains(out, owner) ||
			slices.Contains(grantees(p, s.ACL, s.Owner, "C"), owner) {
			return
		}
		if s.Owner == "pg_database_owner" && owner == databaseOwner(p) {
			return
		}
		out = append(out, owner)
	}
	for i := range p.Relations {
		if r := &p.Relations[i]; !r.System && r.Persistence != "t" {
			add(r.Schema, r.Owner, r.Extension)
		}
	}
	for i := range p.Functions {
		add(p.Functions[i].Schema, p.Functions[i].Owner, p.Functions[i].Extension)
	}
	for i := range p.Types {
		add(p.Types[i].Schema, p.Types[i].Owner, p.Types[i].Extension)
	}
	slices.Sort(out)
	return out
}

func databaseOwner(p *advice.Pass) string {
	for i := range p.Databases {
		if d := &p.Databases[i]; d.Name == p.Server.Database {
			return d.Owner
		}
	}
	return ""
}
