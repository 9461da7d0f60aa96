// Package security holds the rules on roles, privileges, row security and
// authentication.
package security

import (
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// public is how findings call a grant to everybody.
const public = "PUBLIC"

// grantees returns who holds one of the privileges (letters of the manual's
// table 5.1) beside the owner and the superusers, sorted, PUBLIC first. A nil
// ACL is the default: nobody, for tables, views and schemas.
func grantees(p *advice.Pass, acl []string, owner, letters string) []string {
	var out []string
	for _, item := range acl {
		g, err := pg.ParseGrant(item)
		if err != nil || !strings.ContainsAny(g.Privileges, letters) || g.Grantee == owner {
			continue
		}
		if g.Grantee == "" {
			out = append(out, public)
		} else if r := p.Role(g.Grantee); r == nil || !r.Superuser {
			out = append(out, g.Grantee)
		}
	}
	slices.SortFunc(out, publicFirst)
	return slices.Compact(out)
}

func publicFirst(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == public:
		return -1
	case b == public:
		return 1
	}
	return strings.Compare(a, b)
}

// tableGrantees is grantees for a relation, with its column privileges.
func tableGrantees(p *advice.Pass, r *snapshot.Relation, letters string) []string {
	acl := slices.Clone(r.ACL)
	for i := range r.Columns {
		if !r.Columns[i].Dropped {
			acl = append(acl, r.Columns[i].ACL...)
		}
	}
	return grantees(p, acl, r.Owner, letters)
}

// subject returns those of the roles to which row security applies: not those
// with BYPASSRLS.
func subject(p *advice.Pass, roles []string) []string {
	return slices.DeleteFunc(slices.Clone(roles), func(name string) bool {
		r := p.Role(name)
		return r != nil && r.BypassRLS
	})
}

// actsAs reports whether a role is another one or, through memberships, has
// its privileges.
func actsAs(p *advice.Pass, member, role string) bool {
	seen := map[string]bool{member: true}
	queue := []string{member}
	for len(queue) > 0 {
		m := queue[0]
		queue = queue[1:]
		if m == role {
			return true
		}
		for _, x := range p.Memberships {
			if x.Member == m && !seen[x.Role] {
				seen[x.Role] = true
				queue = append(queue, x.Role)
			}
		}
	}
	return false
}

// exempt reports whether row security of the table leaves a role alone
// (check_enable_rls in src/backend/utils/misc/rls.c).
func exempt(p *advice.Pass, role string, t *snapshot.Relation) bool {
	r := p.Role(role)
	if r == nil {
		return false
	}
	return r.Superuser || r.BypassRLS || !t.ForceRLS && actsAs(p, role, t.Owner)
}

// ofHost reports the roles that the hosts of managed servers work as. What they
// own is not for the customer to change.
func ofHost(name string) bool {
	switch name {
	case "rdsadmin", "cloudsqladmin", "cloudsqlagent", "cloudsqlreplica", "alloydbadmin", "azuresu", "azure_superuser", "cloud_admin":
		return true
	}
	return strings.HasPrefix(name, "supabase_")
}

// named joins a few names and says how many more there are.
func named(names []string) string {
	if len(names) <= 3 {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:3], ", ") + " and " + advice.Plural(int64(len(names)-3), "other")
}
