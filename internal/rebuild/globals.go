package rebuild

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
)

// globals makes what all else is made in and owned by. Extensions come before
// anything of the snapshot's that their scripts could find.
func (s *script) globals() {
	s.createRoles()
	s.plan.Owner = s.mostOwned()
	s.tablespaces()
	s.schemas()
	s.createExtensions()
	s.foreignServers()
	s.lendSchemas()
	for i := range s.plan.Statements {
		s.plan.Statements[i].Stage = Globals
	}
}

func (s *script) schemas() {
	owner := pg.QuoteIdent(s.plan.Owner)
	public := false
	for i := range s.Schemas {
		n := &s.Schemas[i]
		if s.made(n.Extension) {
			continue
		}
		o := Object{Kind: "schema", Name: pg.Name{Name: n.Name}, OID: n.OID}
		if n.Name == "public" {
			public = true
			s.add(Statement{Object: o, Superuser: true, SQL: "create schema if not exists public"},
				Statement{Object: o, Superuser: true, SQL: "alter schema public owner to " + owner})
			continue
		}
		s.add(Statement{Object: o, Superuser: true, SQL: "create schema " + pg.QuoteIdent(n.Name) + " authorization " + owner})
	}
	if !public && s.Unseen("schemas") == nil {
		s.add(Statement{Object: Object{Kind: "schema", Name: pg.Name{Name: "public"}}, Superuser: true, SQL: "drop schema if exists public"})
	}
}

// lendSchemas lets the owner create in the schemas that extensions made.
func (s *script) lendSchemas() {
	for i := range s.Schemas {
		if n := &s.Schemas[i]; s.made(n.Extension) {
			s.add(Statement{Object: Object{Kind: "schema", Name: pg.Name{Name: n.Name}, OID: n.OID}, Superuser: true,
				SQL: "grant usage, create on schema " + pg.QuoteIdent(n.Name) + " to " + pg.QuoteIdent(s.plan.Owner)})
		}
	}
}

// lendable are the predefined roles that let one see or change data and no
// more: what others allow (programs, files, signals, connections) is not for
// roles whose code is run.
var lendable = []string{"pg_read_all_data", "pg_write_all_data", "pg_maintain", "pg_monitor", "pg_read_all_stats", "pg_read_all_settings", "pg_stat_scan_tables"}

// createRoles makes the snapshot's roles and those that its objects name.
// Superusers become roles that row security does not bind.
func (s *script) createRoles() {
	s.nameRoles()
	names := slices.Sorted(maps.Keys(s.known))
	for _, name := range names {
		attributes := " nologin"
		if r := s.Role(name); r != nil && !r.Inherit {
			attributes += " noinherit"
		}
		if r := s.Role(name); r != nil && (r.Superuser || r.BypassRLS) {
			attributes += " bypassrls"
		}
		role := s.role(name)
		o := Object{Kind: "role", Name: pg.Name{Name: name}}
		s.add(Statement{Object: o, Superuser: true, SQL: unless(
			"select from pg_catalog.pg_roles where rolname = "+pg.QuoteLiteral(role),
			"create role "+pg.QuoteIdent(role)+attributes)})
	}
	for _, m := range s.Memberships {
		if !s.known[m.Member] || !s.known[m.Role] && !slices.Contains(lendable, m.Role) {
			continue
		}
		sql := fmt.Sprintf("grant %s to %s", pg.QuoteIdent(s.role(m.Role)), pg.QuoteIdent(s.role(m.Member)))
		switch {
		case m.Apart && s.major >= 16 && m.Admin:
			sql += " with inherit false, admin true"
		case m.Apart && s.major >= 16:
			sql += " with inherit false"
		case m.Admin:
			sql += " with admin option"
		}
		s.add(Statement{Object: Object{Kind: "role", Name: pg.Name{Name: m.Member}}, Superuser: true, SQL: sql})
	}
	for _, name := range names {
		if s.owns[name] {
			s.add(Statement{Object: Object{Kind: "role", Name: pg.Name{Name: name}}, Superuser: true,
				SQL: fmt.Sprintf("grant %s to %s", pg.QuoteIdent(s.role(name)), pg.QuoteIdent(s.opt.Builder))})
		}
	}
}
