package rebuild

import (
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// grants are the entries of an ACL that can be read.
func grants(acl []string) []pg.Grant {
	var out []pg.Grant
	for _, item := range acl {
		if g, err := pg.ParseGrant(item); err == nil {
			out = append(out, g)
		}
	}
	return out
}

// acl prints privileges as a value for the catalog, null where there are only
// the built-in ones. Entries of roles that are gone are left out.
func (s *script) acl(acl []string) string {
	if acl == nil {
		return "null::pg_catalog.aclitem[]"
	}
	var items []string
	for _, g := range grants(acl) {
		if g.Grantee != "" && !s.grantable(g.Grantee) || !s.grantable(g.Grantor) {
			continue
		}
		grantee := ""
		if g.Grantee != "" {
			grantee = quoteRole(s.role(g.Grantee))
		}
		items = append(items, pg.QuoteLiteral(grantee+"="+g.Privileges+"/"+quoteRole(s.role(g.Grantor))))
	}
	return "array[" + strings.Join(items, ", ") + "]::pg_catalog.aclitem[]"
}

func (s *script) grantable(name string) bool { return s.known[name] || strings.HasPrefix(name, "pg_") }

func quoteRole(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }
