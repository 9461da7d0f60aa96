package rebuild

import (
	"regexp"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// columnTypes are what makes the types of a relation's columns.
func (s *script) columnTypes(r *snapshot.Relation) []key {
	var out []key
	for i := range r.Columns {
		if k, ok := s.types[r.Columns[i].TypeOID]; ok && !r.Columns[i].Dropped && !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

var modifier = regexp.MustCompile(`\([0-9A-Za-z, _-]*\)((?:\[\])*)$`)

// typeText is a type as format_type prints it, without the modifier where only
// a stand-in bears the name.
func (s *script) typeText(text string, oid pg.OID) string {
	if _, ok := s.standIn[oid]; ok {
		return modifier.ReplaceAllString(text, "$1")
	}
	return text
}

// collationOf is what a type's columns have unless they say otherwise.
func (s *script) collationOf(oid pg.OID) pg.Name {
	if k, ok := s.types[oid]; ok && k.class == classType {
		if t := s.Type(k.oid); t.Kind == "d" {
			return t.Collation
		}
	}
	return pg.Name{Schema: "pg_catalog", Name: "default"}
}

func (s *script) collate(c *snapshot.Column) string {
	if c.Collation.Name == "" || c.Collation == s.collationOf(c.TypeOID) {
		return ""
	}
	return " collate " + c.Collation.String()
}
