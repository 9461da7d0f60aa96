package constraint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// alignTypes is the fix that gives both ends of a foreign key one type: that
// of the key, or the wider of two integers.
func alignTypes(p *advice.Pass, t, ref *snapshot.Relation, pairs []pair) *advice.Fix {
	fix := &advice.Fix{Summary: "give both columns the type of the wider one"}
	for _, pr := range pairs {
		table, column, to := t, pr.from, pr.to.Type
		if pr.kind == wider {
			table, column, to = ref, pr.to, pr.from.Type
		}
		act := fmt.Sprintf("change %s of %s to %s", pg.QuoteIdent(column.Name), table.PG(), to)
		switch pinned := pins(p, table, column); {
		case pr.kind == zoned:
			fix.Steps = append(fix.Steps, advice.ByHand(act+" with USING "+pg.QuoteIdent(column.Name)+" AT TIME ZONE and the zone in which its values were written"))
		case len(pinned) > 0:
			fix.Steps = append(fix.Steps, advice.ByHand(act+"; before, drop what depends on the column and keep its definition for afterwards: "+strings.Join(pinned, ", ")))
		case p.TreeBytes(table) >= int64(p.Threshold("online_bytes")):
			fix.Steps = append(fix.Steps, advice.ByHand(act+" by way of a new column: add it, keep it equal by a trigger, fill it in batches, index it, put the foreign key on it with NOT VALID and VALIDATE, and swap the names in one transaction"))
		default:
			set := func(typ string) advice.Step {
				return advice.Locking(pg.AccessExclusiveLock, table.PG(), alter(table)+"alter column "+pg.QuoteIdent(column.Name)+" type "+typ)
			}
			fix.Steps = append(append(fix.Steps, p.BeforeRewrite(table)...), set(to))
			fix.Undo = append(fix.Undo, set(column.Type))
		}
		fix.Caution = fmt.Sprintf("ALTER COLUMN TYPE rewrites the table (%s) and its indexes and checks the foreign keys again, under ACCESS EXCLUSIVE; the other table cannot be written meanwhile", advice.Size(p.TreeBytes(table)))
	}
	if len(fix.Undo) == 0 {
		fix.Caution = "the old column, or the kept definitions, are the undo"
	}
	return fix
}

// pins are the things for which PostgreSQL refuses to change a column's type.
func pins(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) []string {
	var out []string
	if len(t.Parents) > 0 {
		out = append(out, "its place below "+pg.QuoteIdent(parentName(p, t)))
	}
	if slices.Contains(t.PartKeyColumns, c.Attnum) || slices.Contains(t.PartKeyColumns, 0) {
		out = append(out, "the partition key")
	}
	for _, u := range p.ViewUses {
		if v := p.Relation(u.View); u.Relation == t.OID && v != nil {
			out = append(out, "view "+v.PG().String())
		}
	}
	for _, y := range p.PoliciesOf(t.OID) {
		out = append(out, "policy "+pg.QuoteIdent(y.Name))
	}
	for _, g := range p.TriggersOf(t.OID) {
		if slices.Contains(g.Columns, c.Attnum) {
			out = append(out, "trigger "+pg.QuoteIdent(g.Name))
		}
	}
	for i := range t.Columns {
		if g := &t.Columns[i]; g.Generated != "" && strings.Contains(g.Default, c.Name) {
			out = append(out, "generated column "+pg.QuoteIdent(g.Name))
		}
	}
	return out
}

func parentName(p *advice.Pass, t *snapshot.Relation) string {
	if r := p.Relation(t.Parents[0]); r != nil {
		return r.Name
	}
	return ""
}
