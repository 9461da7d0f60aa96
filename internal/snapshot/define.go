package snapshot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// IndexDefinition rebuilds the statement that creates an index, as
// pg_get_indexdef would print it, from its parts. concurrently asks for the
// online form, which a partitioned table does not have.
func (c *Catalog) IndexDefinition(x *Index, concurrently bool) string {
	var b strings.Builder
	b.WriteString("create ")
	if x.Unique {
		b.WriteString("unique ")
	}
	b.WriteString("index ")
	if concurrently {
		b.WriteString("concurrently ")
	}
	b.WriteString(pg.QuoteIdent(x.Name) + " on ")
	if x.Kind == "I" {
		b.WriteString("only ")
	}
	b.WriteString(c.tableName(x.TableOID) + " using " + pg.QuoteIdent(x.AccessMethod) + " " + c.IndexKeys(x))
	c.indexTail(&b, x)
	return b.String()
}

// IndexKeys is the parenthesised list of an index's key columns with their
// collation, operator class and order, where these are not the defaults.
func (c *Catalog) IndexKeys(x *Index) string {
	t := c.Relation(x.TableOID)
	keys := make([]string, len(x.Keys))
	for i, k := range x.Keys {
		keys[i] = indexKey(t, x, k)
	}
	return "(" + strings.Join(keys, ", ") + ")"
}

func indexKey(t *Relation, x *Index, k IndexKey) string {
	key := k.Expression
	var own pg.Name
	if k.Attnum != 0 && t != nil {
		if col := t.Column(k.Attnum); col != nil {
			key, own = pg.QuoteIdent(col.Name), col.Collation
		}
	} else {
		key = "(" + key + ")"
	}
	if k.Collation.Name != "" && k.Collation != own && !(k.Attnum == 0 && k.Collation.Name == "default") {
		key += " collate " + k.Collation.String()
	}
	if !k.OpclassDefault || len(k.OpclassOptions) > 0 {
		key += " " + k.Opclass.String()
		if len(k.OpclassOptions) > 0 {
			key += " (" + storage(k.OpclassOptions) + ")"
		}
	}
	if x.AccessMethod == "btree" {
		if k.Desc {
			key += " desc"
		}
		switch {
		case k.Desc && !k.NullsFirst:
			key += " nulls last"
		case !k.Desc && k.NullsFirst:
			key += " nulls first"
		}
	}
	return key
}

func (c *Catalog) indexTail(b *strings.Builder, x *Index) {
	if t := c.Relation(x.TableOID); t != nil && len(x.Include) > 0 {
		b.WriteString(" include (" + pg.QuoteIdents(t.ColumnNames(x.Include)) + ")")
	}
	if x.NullsNotDistinct {
		b.WriteString(" nulls not distinct")
	}
	if len(x.Options) > 0 {
		b.WriteString(" with (" + storage(x.Options) + ")")
	}
	if x.Tablespace != "" {
		b.WriteString(" tablespace " + pg.QuoteIdent(x.Tablespace))
	}
	if x.Predicate != "" {
		b.WriteString(" where " + x.Predicate)
	}
}

// storage prints name=value options with the values quoted where needed.
func storage(options []string) string {
	out := slices.Clone(options)
	for i, o := range out {
		name, value, _ := strings.Cut(o, "=")
		out[i] = pg.QuoteIdent(name) + "=" + pg.QuoteLiteral(value)
	}
	return strings.Join(out, ", ")
}

// ConstraintClause rebuilds a constraint's definition as it stands after ADD
// CONSTRAINT name: PRIMARY KEY (…), FOREIGN KEY (…) REFERENCES ….
func (c *Catalog) ConstraintClause(k *Constraint) string {
	t := c.Relation(k.TableOID)
	if k.Type == "c" || k.Type == "x" || t == nil {
		return k.Definition
	}
	cols := "(" + pg.QuoteIdents(t.ColumnNames(k.Columns)) + ")"
	var s string
	switch k.Type {
	case "p", "u":
		s = map[string]string{"p": "primary key ", "u": "unique "}[k.Type]
		x := c.Index(k.IndexOID)
		if x != nil && x.NullsNotDistinct {
			s += "nulls not distinct "
		}
		if k.Period {
			cols = strings.TrimSuffix(cols, ")") + " without overlaps)"
		}
		s += cols
		if x != nil && len(x.Include) > 0 {
			s += " include (" + pg.QuoteIdents(t.ColumnNames(x.Include)) + ")"
		}
		if x != nil && len(x.Options) > 0 {
			s += " with (" + storage(x.Options) + ")"
		}
	case "f":
		s = "foreign key " + keyList(t, k.Columns, k.Period) + " references " + c.references(k)
	case "n":
		s = "not null " + strings.Trim(cols, "()")
	}
	return s + constraintTail(k)
}

func (c *Catalog) references(k *Constraint) string {
	s := c.tableName(k.RefTableOID)
	if r := c.Relation(k.RefTableOID); r != nil {
		s += " " + keyList(r, k.RefColumns, k.Period)
	}
	if k.Match == "f" {
		s += " match full"
	}
	action := map[string]string{"r": "restrict", "c": "cascade", "n": "set null", "d": "set default"}
	if a := action[k.OnUpdate]; a != "" {
		s += " on update " + a
	}
	if a := action[k.OnDelete]; a != "" {
		s += " on delete " + a
	}
	if t := c.Relation(k.TableOID); t != nil && len(k.OnDeleteColumns) > 0 {
		s += " (" + pg.QuoteIdents(t.ColumnNames(k.OnDeleteColumns)) + ")"
	}
	return s
}

// keyList is the columns of one side of a foreign key, of which the last may
// be a period.
func keyList(t *Relation, columns []int16, period bool) string {
	names := t.ColumnNames(columns)
	for i := range names {
		names[i] = pg.QuoteIdent(names[i])
	}
	if n := len(names); period && n > 0 {
		names[n-1] = "period " + names[n-1]
	}
	return "(" + strings.Join(names, ", ") + ")"
}

func constraintTail(k *Constraint) string {
	s := ""
	if k.Deferrable {
		s += " deferrable"
	}
	if k.Deferred {
		s += " initially deferred"
	}
	switch {
	case !k.Enforced:
		s += " not enforced"
	case !k.Validated:
		s += " not valid"
	}
	return s
}

func (c *Catalog) tableName(oid pg.OID) string {
	if r := c.Relation(oid); r != nil {
		return r.PG().String()
	}
	return fmt.Sprintf("oid_%d_not_in_the_snapshot", oid)
}
