package rebuild

import (
	"maps"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// tablespaces makes those that something is in, inside the data directory.
func (s *script) tablespaces() {
	used := map[string]bool{}
	for i := range s.Relations {
		if r := &s.Relations[i]; s.rebuilt(r) {
			used[r.Tablespace] = true
		}
	}
	for i := range s.Indexes {
		if x := &s.Indexes[i]; s.rebuilt(s.Relation(x.TableOID)) {
			used[x.Tablespace] = true
		}
	}
	for i := range s.Tablespaces {
		t := &s.Tablespaces[i]
		if !used[t.Name] || t.Name == "pg_default" || t.Name == "pg_global" {
			continue
		}
		o := Object{Kind: "tablespace", Name: pg.Name{Name: t.Name}, OID: t.OID}
		if why := s.opt.RefusedTablespaces[t.Name]; why != "" {
			s.miss(o, "the default one, with its costs", why, s.inTablespace(t.Name)...)
			continue
		}
		sql := "create tablespace " + pg.QuoteIdent(t.Name) + " location ''"
		if len(t.Options) > 0 {
			sql += " with (" + strings.Join(parameters(t.Options, ""), ", ") + ")"
		}
		s.add(
			Statement{Object: o, Superuser: true, Alone: true, SQL: sql},
			Statement{Object: o, Superuser: true, SQL: "grant create on tablespace " + pg.QuoteIdent(t.Name) + " to " + pg.QuoteIdent(s.plan.Owner)},
		)
	}
}

// inTablespace are the relations that are in a tablespace or have an index there.
func (s *script) inTablespace(name string) []pg.OID {
	set := map[pg.OID]bool{}
	for i := range s.Relations {
		if r := &s.Relations[i]; s.rebuilt(r) && r.Tablespace == name {
			set[r.OID] = true
		}
	}
	for i := range s.Indexes {
		if x := &s.Indexes[i]; s.rebuilt(s.Relation(x.TableOID)) && x.Tablespace == name {
			set[x.TableOID] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// place is the name of a tablespace on the server, "" for the default one.
func (s *script) place(tablespace string) string {
	if s.opt.RefusedTablespaces[tablespace] != "" {
		return ""
	}
	return tablespace
}
