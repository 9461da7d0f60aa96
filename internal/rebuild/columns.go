package rebuild

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// column is one of CREATE TABLE.
func (s *script) column(r *snapshot.Relation, c *snapshot.Column, defaults bool) string {
	if c.Dropped {
		return pg.QuoteIdent(droppedName(c)) + " " + placeholder(c)
	}
	sql := pg.QuoteIdent(c.Name) + " " + s.typeText(c.Type, c.TypeOID)
	if r.Kind == "f" {
		sql += s.foreignOptions(r.ForeignServer, c.Foreign)
	}
	sql += s.collate(c)
	switch q := s.sequence[columnID{r.OID, c.Attnum}]; {
	case c.Generated != "" && c.Default != "":
		sql += " generated always as (" + s.expression(c.Default) + ") " + map[string]string{"s": "stored", "v": "virtual"}[c.Generated]
	case c.Identity != "" && s.inheritsIdentity(r):
		// comes with ATTACH PARTITION
	case c.Identity != "" && q != nil:
		always := map[string]string{"a": "always", "d": "by default"}[c.Identity]
		sql += fmt.Sprintf(" generated %s as identity (sequence name %s%s)", always, q.PG(), sequenceOptions(q))
	case c.Default != "" && defaults:
		sql += " default " + s.expression(c.Default)
	}
	if c.NotNull && !s.namedNotNull(r, c) {
		sql += " not null"
	}
	return sql
}

// inheritsIdentity reports whether the identity columns are the parent's, as
// those of partitions are from 17 on.
func (s *script) inheritsIdentity(r *snapshot.Relation) bool { return r.IsPartition && s.major >= 17 }

// namedNotNull reports whether a constraint of 18 says that the column is not null.
func (s *script) namedNotNull(r *snapshot.Relation, c *snapshot.Column) bool {
	if s.major < 18 {
		return false
	}
	for _, k := range s.ConstraintsOf(r.OID) {
		if k.Type == "n" && len(k.Columns) == 1 && k.Columns[0] == c.Attnum {
			return true
		}
	}
	return false
}

// droppedName is what the server renames a dropped column to.
func droppedName(c *snapshot.Column) string {
	return fmt.Sprintf("........pg.dropped.%d........", c.Attnum)
}

// placeholder is a type of the same length and alignment as the one that a
// dropped column had.
func placeholder(c *snapshot.Column) string {
	types := map[string]string{
		"1c": `pg_catalog."char"`, "2s": "pg_catalog.int2", "4i": "pg_catalog.int4", "8d": "pg_catalog.int8", "-1i": "pg_catalog.text",
		"-1d": "pg_catalog.path", "16c": "pg_catalog.uuid", "16d": "pg_catalog.interval", "12d": "pg_catalog.timetz",
		"64c": "pg_catalog.name", "6i": "pg_catalog.macaddr", "6s": "pg_catalog.tid", "8i": "pg_catalog.macaddr8",
		"24d": "pg_catalog.circle", "32d": "pg_catalog.box",
	}
	if t, ok := types[fmt.Sprint(c.Len)+c.Align]; ok {
		return t
	}
	return "pg_catalog.int4"
}

func (s *script) dropColumns(r *snapshot.Relation, o Object) []Statement {
	var drops []string
	for i := range r.Columns {
		if c := &r.Columns[i]; c.Dropped {
			drops = append(drops, "drop column "+pg.QuoteIdent(droppedName(c)))
		}
	}
	if len(drops) == 0 {
		return nil
	}
	return []Statement{{Object: o, SQL: "alter " + o.Kind + " only " + r.PG().String() + " " + strings.Join(drops, ", ")}}
}
