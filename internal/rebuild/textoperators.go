package rebuild

import (
	"maps"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

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
