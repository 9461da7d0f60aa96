package rebuild

import (
	"maps"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
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
		}
	}
}

// made reports whether the server makes a member of the extension by itself,
// so that the script must not.
func (s *script) made(extension string) bool {
	return extension != "" && s.lacking[extension] == ""
}

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
		st := Statement{Object: o, Superuser: true, SQL: sql + " cascade"}
		if slices.Contains(s.opt.Extensions[e.Name], e.Version) {
			st.SQL = sql + " version " + pg.QuoteLiteral(e.Version) + " cascade"
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

// textOperators are symbols that text has, with the meaning that they have for
// the types that extensions derive from it.
const textOperators = " = <> < <= > >= ~~ !~~ ~~* !~~* ~ !~ ~* !~* || "

// isText reports whether a lacking extension's operator is one between its
// types, or these and text, that text has as well: as their stand-ins are
// domains over text, that one takes its place.
func (s *script) isText(d *snapshot.Definition) bool {
	symbol, operands := s.signature(d)
	if d.Kind != "operator" || s.lacking[d.Extension] == "" || !strings.Contains(textOperators, " "+symbol+" ") {
		return false
	}
	for operand := range strings.SplitSeq(operands, ",") {
		if operand != "text" && !s.standInNames[operand] {
			return false
		}
	}
	return true
}

// signature takes the name of an operator apart: schema.symbol(left,right).
func (s *script) signature(d *snapshot.Definition) (symbol, operands string) {
	symbol, operands, _ = strings.Cut(strings.TrimPrefix(d.Name, pg.QuoteIdent(d.Schema)+"."), "(")
	return symbol, strings.TrimSuffix(operands, ")")
}

// useTextOperators replaces in expressions the operators that text has. One
// that the server will have under the same name keeps it.
func (s *script) useTextOperators() {
	for i := range s.Types {
		if t := &s.Types[i]; s.standIn[t.OID] != "" {
			s.standInNames[t.PG().String()] = true
		}
	}
	printed := func(schema, symbol string) string { return "OPERATOR(" + pg.QuoteIdent(schema) + "." + symbol + ")" }
	kept, replaced := map[string]bool{}, map[string]string{}
	for i := range s.Definitions {
		d := &s.Definitions[i]
		if d.Kind != "operator" {
			continue
		}
		symbol, _ := s.signature(d)
		if s.isText(d) {
			replaced[printed(d.Schema, symbol)] = printed("pg_catalog", symbol)
		} else {
			kept[printed(d.Schema, symbol)] = true
		}
	}
	var pairs []string
	for _, from := range slices.Sorted(maps.Keys(replaced)) {
		if !kept[from] {
			pairs = append(pairs, from, replaced[from])
		}
	}
	if len(pairs) > 0 {
		s.textual = strings.NewReplacer(pairs...)
	}
}

// expression is one of the snapshot's, fit for this server.
func (s *script) expression(e string) string {
	if s.textual == nil {
		return e
	}
	return s.textual.Replace(e)
}
