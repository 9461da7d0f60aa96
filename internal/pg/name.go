package pg

import "strings"

// OID is an object identifier, as in pg_class.oid.
type OID uint32

// Name is a schema-qualified object name. Schema is empty for objects that
// live in no schema (roles, databases, extensions).
type Name struct {
	Schema string `json:"schema,omitempty"`
	Name   string `json:"name"`
}

// String quotes the name for SQL: schema.name, each part quoted where the
// server's quote_ident would quote it.
func (n Name) String() string {
	if n.Schema == "" {
		return QuoteIdent(n.Name)
	}
	return QuoteIdent(n.Schema) + "." + QuoteIdent(n.Name)
}

// QuoteIdent quotes an identifier exactly as the server's quote_ident does:
// bare when it is lower case, starts with a letter or underscore and is no
// keyword that would need quoting; in double quotes otherwise.
func QuoteIdent(s string) string {
	if safeIdent(s) && !mustQuote(s) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// QuoteIdents quotes each identifier and joins them with ", ".
func QuoteIdents(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = QuoteIdent(n)
	}
	return strings.Join(quoted, ", ")
}

// QuoteLiteral quotes a string constant as quote_literal does: doubled
// single quotes, and the E” form with doubled backslashes when there is one,
// so that it is right under either setting of standard_conforming_strings.
func QuoteLiteral(s string) string {
	q := strings.ReplaceAll(s, `'`, `''`)
	if strings.Contains(s, `\`) {
		return `E'` + strings.ReplaceAll(q, `\`, `\\`) + `'`
	}
	return `'` + q + `'`
}

func safeIdent(s string) bool {
	if s == "" {
		return false
	}
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || c >= 'a' && c <= 'z'
		digit := c >= '0' && c <= '9'
		if !letter && (i == 0 || !digit) {
			return false
		}
	}
	return true
}
