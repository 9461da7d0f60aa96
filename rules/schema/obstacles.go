package schema

import (
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// obstacles names what makes ALTER COLUMN … TYPE fail on these columns, or
// would not survive it: the server refuses while a view, a rule, a policy, a
// trigger or a generated column uses one (ATExecAlterColumnType).
func obstacles(p *advice.Pass, t *snapshot.Relation, changes []change) []string {
	var out []string
	add := func(what string) {
		if !slices.Contains(out, what) {
			out = append(out, what)
		}
	}
	for _, v := range p.ViewsOver(t.OID) {
		add("view " + v.PG().String())
	}
	for _, r := range p.RulesOf(t.OID) {
		add("rule " + pg.QuoteIdent(r.Name))
	}
	for _, ch := range changes {
		c := ch.column
		for _, x := range p.PoliciesOf(t.OID) {
			if mentions(x.Using, c.Name) || mentions(x.WithCheck, c.Name) {
				add("policy " + pg.QuoteIdent(x.Name))
			}
		}
		for _, x := range p.TriggersOf(t.OID) {
			if !x.Internal && (slices.Contains(x.Columns, c.Attnum) || strings.Contains(x.Definition, " WHEN (") && mentions(x.Definition, c.Name)) {
				add("trigger " + pg.QuoteIdent(x.Name))
			}
		}
		for i := range t.Columns {
			if g := &t.Columns[i]; g.Generated != "" && mentions(g.Default, c.Name) {
				add("generated column " + pg.QuoteIdent(g.Name))
			}
		}
		if ch.explicit && maskedDefault(p, c) {
			add("default of column " + pg.QuoteIdent(c.Name))
		}
		if ch.to != "bigint" {
			typeObstacles(p, t, ch, add)
		}
	}
	return out
}

// maskedDefault reports whether the column has a default whose constants the
// snapshot does not hold: no statement can set it again.
func maskedDefault(p *advice.Pass, c *snapshot.Column) bool {
	return p.Masked && c.HasDefault && c.Generated == "" && c.Identity == "" && !strings.HasPrefix(c.Default, "nextval(")
}

// typeObstacles are the further ones of a change to another kind of type:
// foreign keys need the other side to follow, indexes may lack an operator
// class or an immutable function, checks may compare with the old type.
func typeObstacles(p *advice.Pass, t *snapshot.Relation, ch change, add func(string)) {
	c := ch.column
	for _, k := range p.ConstraintsOf(t.OID) {
		fixed := k.Type == "f" || k.Type == "x" || k.Type == "c" && ch.explicit
		if fixed && k.ParentOID == 0 && slices.Contains(k.Columns, c.Attnum) {
			add("constraint " + pg.QuoteIdent(k.Name))
		}
	}
	for _, k := range p.Referencing(t.OID) {
		if child := p.Relation(k.TableOID); child != nil && k.ParentOID == 0 && slices.Contains(k.RefColumns, c.Attnum) {
			add("constraint " + pg.QuoteIdent(k.Name) + " of " + child.PG().String())
		}
	}
	for _, x := range p.IndexesOf(t.OID) {
		if usesSpecially(x, c.Attnum) {
			add("index " + x.PG().String())
		}
	}
}

// usesSpecially reports whether an index uses the column in an expression, a
// predicate, or with an operator class that another type lacks.
func usesSpecially(x *snapshot.Index, attnum int16) bool {
	if slices.Contains(x.PredicateColumns, attnum) {
		return true
	}
	for _, k := range x.Keys {
		if k.Attnum == attnum && (!k.OpclassDefault || x.AccessMethod != "btree" && x.AccessMethod != "hash") {
			return true
		}
	}
	return false
}

// partitionKey reports whether the table, or one of its partitions, is
// partitioned by the column: its type can never change in place.
func partitionKey(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) bool {
	if slices.Contains(t.PartKeyColumns, c.Attnum) || slices.Contains(t.PartKeyColumns, 0) && mentions(t.PartKey, c.Name) {
		return true
	}
	for _, child := range p.Children(t.OID) {
		if own := child.ColumnNamed(c.Name); own != nil && child.Kind == "p" && partitionKey(p, child, own) {
			return true
		}
	}
	return false
}
