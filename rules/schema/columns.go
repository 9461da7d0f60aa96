package schema

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// The OIDs of built-in types, as pg_type.dat has them.
const (
	typeBool        pg.OID = 16
	typeInt8        pg.OID = 20
	typeInt2        pg.OID = 21
	typeInt4        pg.OID = 23
	typeText        pg.OID = 25
	typeJSON        pg.OID = 114
	typeXML         pg.OID = 142
	typeMoney       pg.OID = 790
	typeBPChar      pg.OID = 1042
	typeVarchar     pg.OID = 1043
	typeTimestamp   pg.OID = 1114
	typeTimestampTZ pg.OID = 1184
	typeTimeTZ      pg.OID = 1266
)

// tableColumns are the columns of one table that a rule speaks of. A rule on
// types reports them together: one ALTER TABLE changes them in one pass.
type tableColumns struct {
	table   *snapshot.Relation
	columns []*snapshot.Column
}

// columnsWhere picks columns of user tables. Columns that a table inherits,
// or has from its row type, are judged where they are defined.
func columnsWhere(p *advice.Pass, pick func(t *snapshot.Relation, c *snapshot.Column) bool) []tableColumns {
	var out []tableColumns
	for _, t := range p.UserTables() {
		if t.OfType != "" {
			continue
		}
		tc := tableColumns{table: t}
		for i := range t.Columns {
			c := &t.Columns[i]
			if !c.Dropped && (c.Local || !c.Inherited) && pick(t, c) {
				tc.columns = append(tc.columns, c)
			}
		}
		if len(tc.columns) > 0 {
			out = append(out, tc)
		}
	}
	return out
}

// names are the columns' names in table order.
func (tc tableColumns) names() []string {
	out := make([]string, len(tc.columns))
	for i, c := range tc.columns {
		out[i] = c.Name
	}
	return out
}

// typed are the columns with their types: "code character(3)".
func (tc tableColumns) typed() []string {
	out := make([]string, len(tc.columns))
	for i, c := range tc.columns {
		out[i] = c.Name + " " + c.Type
	}
	return out
}

// title says something of one column, or of several.
func (tc tableColumns) title(one, several string) string {
	if len(tc.columns) == 1 {
		return fmt.Sprintf("column %s of %s %s", tc.columns[0].Name, tc.table.PG(), one)
	}
	return fmt.Sprintf("columns %s of %s %s", listed(tc.names()), tc.table.PG(), several)
}

// listed joins names as a sentence does, at most four of them.
func listed(names []string) string {
	switch n := len(names); {
	case n == 1:
		return names[0]
	case n <= 4:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	default:
		return fmt.Sprintf("%s and %d others", strings.Join(names[:3], ", "), n-3)
	}
}

// isText reports whether a column holds character data of any length.
func isText(c *snapshot.Column) bool {
	return c.TypeOID == typeText || c.TypeOID == typeVarchar || c.TypeOID == typeBPChar
}

// mentions reports whether an expression names the column, as a whole word.
func mentions(expression, column string) bool {
	word := pg.QuoteIdent(column)
	for i := 0; ; {
		n := strings.Index(expression[i:], word)
		if n < 0 {
			return false
		}
		start, end := i+n, i+n+len(word)
		if !wordByte(expression, start-1) && !wordByte(expression, end) {
			return true
		}
		i = start + 1
	}
}

func wordByte(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}
