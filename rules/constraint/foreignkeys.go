// Package constraint holds the rules on constraints and triggers.
package constraint

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// foreignKeysOf returns the foreign keys that were declared on a table itself:
// not the copies that partitions have of their parent's, nor those that stand
// for the partitions of a referenced table.
func foreignKeysOf(p *advice.Pass, t *snapshot.Relation) []*snapshot.Constraint {
	var out []*snapshot.Constraint
	for _, k := range p.ConstraintsOf(t.OID) {
		if k.Type == "f" && k.ParentOID == 0 && k.Extension == "" && p.Relation(k.RefTableOID) != nil {
			out = append(out, k)
		}
	}
	return out
}

// foreignKeys returns the foreign keys of all user tables.
func foreignKeys(p *advice.Pass) []*snapshot.Constraint {
	var out []*snapshot.Constraint
	for _, t := range p.UserRelations("r", "p") {
		out = append(out, foreignKeysOf(p, t)...)
	}
	return out
}

// called names a constraint for people: orders_fkey of public.orders.
func called(p *advice.Pass, k *snapshot.Constraint) string {
	return pg.QuoteIdent(k.Name) + " of " + p.Relation(k.TableOID).PG().String()
}

// alter begins a statement that changes a table.
func alter(t *snapshot.Relation) string { return "alter table " + t.PG().String() + " " }

// columnList is (a, b) for SQL.
func columnList(t *snapshot.Relation, attnums []int16) string {
	return "(" + pg.QuoteIdents(t.ColumnNames(attnums)) + ")"
}

// plainList is (a, b) for people.
func plainList(t *snapshot.Relation, attnums []int16) string {
	return "(" + strings.Join(t.ColumnNames(attnums), ", ") + ")"
}

// references is how a foreign key stands in the table's definition.
func references(p *advice.Pass, k *snapshot.Constraint) advice.Evidence {
	return advice.Evidence{Name: "definition of " + pg.QuoteIdent(k.Name), Value: p.ConstraintClause(k), Source: "pg_constraint"}
}

func rowsEvidence(p *advice.Pass, t *snapshot.Relation) advice.Evidence {
	return advice.Evidence{Name: "rows of " + t.PG().String(), Value: int64(p.Rows(t)), Unit: "rows", Source: "pg_class.reltuples"}
}

// older says how many rows a constraint that was never validated may not hold
// for.
func older(p *advice.Pass, t *snapshot.Relation) string {
	if rows := p.Rows(t); rows >= 1 {
		return "up to " + advice.Count(rows) + " older rows"
	}
	return "older rows"
}

// deletesFrom sums the deletes that a table, or all of its partitions, saw.
// They are not known on a standby, which counts none of its primary's.
func deletesFrom(p *advice.Pass, t *snapshot.Relation) (n int64, known bool) {
	if p.Server.InRecovery {
		return 0, false
	}
	for _, leaf := range p.Leaves(t) {
		c := p.TableCountersOf(leaf.OID)
		if c == nil {
			return 0, false
		}
		n += c.Del
	}
	return n, true
}

// readd are the steps that put a foreign key in place without holding up
// writes while rows are read: for new rows first, then for those that are
// there. before comes first in the same ALTER TABLE, "" for none. A
// partitioned table could not have a NOT VALID foreign key before 18.
func readd(p *advice.Pass, k *snapshot.Constraint, before string) []advice.Step {
	t := p.Relation(k.TableOID)
	whole := *k
	whole.Validated, whole.Enforced = true, true
	add := before + "add constraint " + pg.QuoteIdent(k.Name) + " " + p.ConstraintClause(&whole)
	lock := pg.ShareRowExclusiveLock
	if before != "" {
		lock = pg.AccessExclusiveLock
	}
	if t.Kind == "p" && p.Major() < 18 {
		return []advice.Step{advice.Locking(lock, t.PG(), alter(t)+add)}
	}
	return []advice.Step{
		advice.Locking(lock, t.PG(), alter(t)+add+" not valid"),
		validate(t, k),
	}
}

// validate checks the rows that are there, beside reads and writes.
func validate(t *snapshot.Relation, k *snapshot.Constraint) advice.Step {
	return advice.Locking(pg.ShareUpdateExclusiveLock, t.PG(), alter(t)+"validate constraint "+pg.QuoteIdent(k.Name))
}

// orphans is the query that lists rows whose reference leads nowhere.
func orphans(p *advice.Pass, k *snapshot.Constraint) string {
	t, ref := p.Relation(k.TableOID), p.Relation(k.RefTableOID)
	var has, same []string
	for i, c := range t.ColumnNames(k.Columns) {
		has = append(has, "c."+pg.QuoteIdent(c)+" is not null")
		same = append(same, "p."+pg.QuoteIdent(ref.ColumnNames(k.RefColumns)[i])+" = c."+pg.QuoteIdent(c))
	}
	return "select c.* from " + t.PG().String() + " c where " + strings.Join(has, " and ") +
		" and not exists (select from " + ref.PG().String() + " p where " + strings.Join(same, " and ") + ")"
}
