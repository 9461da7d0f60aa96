// Package mask replaces the data values in a snapshot so that it can leave
// the house: order, frequencies and equality survive, hence plans; values do
// not.
//
// Every value of a type gets the pseudonym of its rank among all values of
// that type in the statistics and at the ends of indexes, so equal values in two columns stay equal (join
// estimates live on that) and smaller stays smaller. Names, enum labels,
// booleans, and the expressions of checks, predicates, bounds and views are
// schema, not data, and stay.
package mask

import (
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// Snapshot masks s in place.
func Snapshot(s *snapshot.Snapshot) {
	maskStatistics(s)
	for i := range s.Statements {
		s.Statements[i].Query = redact(s.Statements[i].Query)
	}
	for i := range s.Sessions {
		s.Sessions[i].Query = redact(s.Sessions[i].Query)
	}
	for i := range s.Relations {
		for j := range s.Relations[i].Columns {
			c := &s.Relations[i].Columns[j]
			// A generated column's expression is schema: without it the
			// column cannot be rebuilt.
			if c.Default != "" && c.Generated == "" {
				c.Default = sqlparse.RedactExpr(c.Default)
			}
		}
	}
	for i := range s.Types {
		t := &s.Types[i]
		switch {
		case t.Kind == "d" && t.Default != "":
			t.Default = sqlparse.RedactExpr(t.Default)
		default:
			t.Default = "" // of a base type it is the value's bare text
		}
	}
	s.Masked = true
}

func redact(query string) string {
	if query == "" {
		return ""
	}
	return sqlparse.Redact(query)
}
