package rebuild

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// nameRoles finds the roles that the script makes, and names for those that
// cannot keep theirs.
func (s *script) nameRoles() {
	know := func(name string) {
		if name != "" && name != "public" && !strings.HasPrefix(name, "pg_") && !unknownRole(name) {
			s.known[name] = true
		}
	}
	for i := range s.Roles {
		know(s.Roles[i].Name)
	}
	all := s.Unseen("roles") == nil
	s.eachGrant(func(acl []string) {
		for _, g := range grants(acl) {
			if !all {
				know(g.Grantee)
				know(g.Grantor)
			}
		}
	})
	s.eachOwner(func(name string) {
		know(name)
		s.owns[name] = true
	})
	for i := range s.Policies {
		for _, name := range s.Policies[i].Roles {
			know(name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.known)) {
		if name != s.opt.Builder && !slices.Contains(s.opt.Reserved, name) {
			continue
		}
		free := name
		for n := 1; s.known[free] || free == s.opt.Builder || slices.Contains(s.opt.Reserved, free); n++ {
			free = fmt.Sprintf("%.50s_%d", name, n)
		}
		s.plan.Roles[name] = free
	}
}

// unknownRole reports whether the name is what pg_get_userbyid makes of a role
// that was dropped.
func unknownRole(name string) bool { return strings.HasPrefix(name, "unknown (OID=") }

// role is the name of a role on the server.
func (s *script) role(name string) string {
	if renamed, ok := s.plan.Roles[name]; ok {
		return renamed
	}
	return name
}

// owner is the role that owns what a role of the snapshot owned. Of the
// predefined ones, which may start programs, only the harmless own anything here.
func (s *script) owner(name string) string {
	if name == "pg_database_owner" || s.known[name] {
		return s.role(name)
	}
	return s.opt.Builder
}

func (s *script) eachOwner(visit func(name string)) {
	for i := range s.Schemas {
		visit(s.Schemas[i].Owner)
	}
	for i := range s.Relations {
		if !s.Relations[i].System {
			visit(s.Relations[i].Owner)
		}
	}
	for i := range s.Sequences {
		visit(s.Sequences[i].Owner)
	}
	for i := range s.Types {
		visit(s.Types[i].Owner)
	}
	for i := range s.Functions {
		visit(s.Functions[i].Owner)
	}
	for i := range s.ExtendedStatistics {
		visit(s.ExtendedStatistics[i].Owner)
	}
	for i := range s.Definitions {
		visit(s.Definitions[i].Owner)
	}
}

// eachGrant visits the privileges on all objects.
func (s *script) eachGrant(visit func(acl []string)) {
	for i := range s.Schemas {
		visit(s.Schemas[i].ACL)
	}
	for i := range s.Relations {
		r := &s.Relations[i]
		if r.System {
			continue
		}
		visit(r.ACL)
		for j := range r.Columns {
			visit(r.Columns[j].ACL)
		}
	}
	for i := range s.Sequences {
		visit(s.Sequences[i].ACL)
	}
	for i := range s.Types {
		visit(s.Types[i].ACL)
	}
	for i := range s.Functions {
		visit(s.Functions[i].ACL)
	}
}
