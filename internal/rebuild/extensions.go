package rebuild

import (
	"maps"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
)

// reaching are extensions whose functions leave the server: whoever may plan a
// query there could make it open connections, read files or start programs.
var reaching = []string{"dblink", "file_fdw", "http", "pg_net", "plsh"}

// chooseExtensions says which extensions the server does not get, and why.
func (s *script) chooseExtensions() {
	for i := range s.Extensions {
		name := s.Extensions[i].Name
		_, available := s.opt.Extensions[name]
		switch {
		case s.opt.Refused[name] != "":
			s.lacking[name] = s.opt.Refused[name]
		case slices.Contains(reaching, name):
			s.lacking[name] = "extension " + name + " is left out, for it reaches out of the server"
		case !available:
			s.lacking[name] = "extension " + name + " is not available"
		default:
			s.installed[name] = true
		}
	}
}

// made reports whether the server makes a member of the extension by itself,
// so that the script must not.
func (s *script) made(extension string) bool { return s.installed[extension] }

// createExtensions also says that some will not be there.
func (s *script) createExtensions() {
	for i := range s.Extensions {
		e := &s.Extensions[i]
		o := Object{Kind: "extension", Name: pg.Name{Name: e.Name}, OID: e.OID}
		if why := s.lacking[e.Name]; why != "" {
			s.miss(o, "", why, s.usersOf(e.Name)...)
			continue
		}
		sql := "create extension if not exists " + pg.QuoteIdent(e.Name)
		if own := s.schema(e.Schema); e.Schema != "pg_catalog" && (own == nil || own.Extension == "") {
			sql += " schema " + pg.QuoteIdent(e.Schema)
		}
		st := Statement{Object: o, Superuser: true, SQL: sql}
		if slices.Contains(s.opt.Extensions[e.Name], e.Version) {
			st.SQL = sql + " version " + pg.QuoteLiteral(e.Version)
		}
		s.add(st)
	}
}

// affect notes that an object needs an extension.
func (s *script) affect(extension string, k key) {
	if s.affected[extension] == nil {
		s.affected[extension] = map[key]bool{}
	}
	s.affected[extension][k] = true
}

// usersOf are the relations that have a column of one of the extension's
// types, an index with one of its operator classes, a view with its functions …
func (s *script) usersOf(extension string) []pg.OID {
	set := map[pg.OID]bool{}
	for k := range s.affected[extension] {
		if r := s.Relation(k.oid); k.class == classRelation && r != nil {
			set[r.OID] = true
		}
		if x := s.Index(k.oid); k.class == classRelation && x != nil {
			set[x.TableOID] = true
		}
	}
	for i := range s.Relations {
		r := &s.Relations[i]
		for j := range r.Columns {
			if c := &r.Columns[j]; !c.Dropped && s.standIn[c.TypeOID] == extension && r.Kind != "c" {
				set[r.OID] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}
