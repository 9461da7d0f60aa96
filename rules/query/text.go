package query

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// object names the statement by the shape of its text, which is the same
// after a restore, and on another server; queryid is not.
func (s *statement) object() advice.Object {
	name, err := sqlparse.Fingerprint(s.Query)
	if err != nil {
		name = fmt.Sprint("queryid ", s.QueryID)
	}
	return advice.Object{Kind: "statement", Name: name}
}

// title is short enough for a list.
func (s *statement) title() string { return advice.ExcerptOf(s.Query, 80) }

func (s *statement) textEvidence() advice.Evidence {
	return advice.Evidence{Name: "query", Value: advice.ExcerptOf(s.Query, 1000), Source: "pg_stat_statements.query"}
}

// work reports whether the statement does an application's work on data: not
// a utility command, nor a look at the catalog, as of monitoring, pg_dump,
// drivers and pgadept itself.
func (s *statement) work(p *advice.Pass) bool {
	switch sqlparse.Kind(s.Query) {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE":
	default:
		return false
	}
	tables, err := sqlparse.Tables(s.Query)
	if err != nil || len(tables) == 0 { // cut off, or only functions
		return !strings.Contains(strings.ToLower(s.Query), "pg_catalog.")
	}
	return slices.ContainsFunc(tables, func(t sqlparse.Name) bool { return !catalogName(p, t) })
}

func catalogName(p *advice.Pass, t sqlparse.Name) bool {
	switch t.Schema {
	case "pg_catalog", "information_schema", "pg_toast":
		return true
	case "":
		return strings.HasPrefix(t.Name, "pg_")
	}
	return p.StatementsInfo != nil && t.Schema == p.StatementsInfo.Schema && strings.HasPrefix(t.Name, "pg_stat_statements")
}
