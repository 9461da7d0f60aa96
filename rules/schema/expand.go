package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// expansion is a change of types by expand and contract: new columns beside
// the old ones, kept equal by a trigger, filled in batches, given the same
// indexes and constraints, and swapped in one short transaction.
type expansion struct {
	p       *advice.Pass
	t       *snapshot.Relation
	changes []change
	fresh   map[int16]string // the new column's name by the old one's attribute number
	indexes []indexCopy
	keys    []keyCopy
}

// expandable reports whether everything that hangs on the columns is of a
// kind that expand knows to copy.
func expandable(p *advice.Pass, t *snapshot.Relation, changes []change) bool {
	if t.Kind != "r" || len(t.Parents) > 0 || len(p.Children(t.OID)) > 0 || t.OfType != "" {
		return false
	}
	for _, ch := range changes {
		c := ch.column
		if c.Generated != "" || len(c.ACL) > 0 || c.HasDefault && c.Default == "" || maskedDefault(p, c) {
			return false
		}
		for _, k := range p.ConstraintsOf(t.OID) {
			if slices.Contains(k.Columns, c.Attnum) && (k.Type == "c" || k.Type == "x" || k.Period || !k.Enforced || slices.Contains(k.OnDeleteColumns, c.Attnum)) {
				return false
			}
		}
		for _, k := range p.Referencing(t.OID) {
			if child := p.Relation(k.TableOID); slices.Contains(k.RefColumns, c.Attnum) && (child == nil || child.Kind != "r" || k.ParentOID != 0 || !k.Enforced) {
				return false
			}
		}
		for _, x := range p.IndexesOf(t.OID) {
			if usesSpecially(x, c.Attnum) {
				return false
			}
		}
		for i := range p.ExtendedStatistics {
			if e := &p.ExtendedStatistics[i]; e.TableOID == t.OID && slices.Contains(e.Columns, c.Attnum) {
				return false
			}
		}
	}
	return true
}

func expand(p *advice.Pass, t *snapshot.Relation, changes []change, summary string) *advice.Fix {
	e := &expansion{p: p, t: t, changes: changes, fresh: map[int16]string{}}
	for _, ch := range changes {
		e.fresh[ch.column.Attnum] = advice.NewName(columnTaken(t), ch.column.Name, "new")
	}
	e.copyIndexes()
	e.copyForeignKeys()
	steps := e.fill()
	if names := e.notNullNames(); len(names) > 0 {
		more, _ := notNull(p, t, names)
		steps = append(steps, more...)
	}
	for _, x := range e.indexes {
		steps = append(steps, advice.Concurrently(t.PG(), x.create))
	}
	for _, k := range e.keys {
		alter := "alter table " + k.on.String() + " "
		steps = append(steps, advice.Locking(pg.ShareRowExclusiveLock, k.on, alter+"add constraint "+pg.QuoteIdent(k.fresh)+" "+k.clause+" not valid"))
		if k.old.Validated {
			steps = append(steps, advice.Locking(pg.ShareUpdateExclusiveLock, k.on, alter+"validate constraint "+pg.QuoteIdent(k.fresh)))
		}
	}
	steps = append(steps,
		advice.Locking(pg.AccessExclusiveLock, t.PG(), e.swap()),
		advice.Locking(pg.ShareUpdateExclusiveLock, t.PG(), "analyze "+t.PG().String()))
	return &advice.Fix{
		Summary: summary + ", in a new column that is filled beside the old one",
		Steps:   steps,
		Undo:    undoRetype(t, changes),
		Caution: "the column moves to the end of the row: look for INSERT without a column list and for SELECT *; its comment goes with the old column; the batches fire the table's own UPDATE triggers; " +
			"until the swap, drop the new column, the trigger and its function to go back; after it the undo rewrites the table under ACCESS EXCLUSIVE",
	}
}

// trigger is the name of the trigger and of its function. Triggers fire in
// the order of their names, and this one must see what the others wrote.
func (e *expansion) trigger() string {
	return advice.NewName(nil, "zz", e.t.Name, e.changes[0].column.Name, "copy")
}

func (e *expansion) function() pg.Name { return pg.Name{Schema: e.t.Schema, Name: e.trigger()} }

// fill adds the columns, keeps them equal to the old ones, and fills them.
func (e *expansion) fill() []advice.Step {
	var adds, copies, sets, todo []string
	for _, ch := range e.changes {
		old, fresh := pg.QuoteIdent(ch.column.Name), pg.QuoteIdent(e.fresh[ch.column.Attnum])
		adds = append(adds, "add column "+fresh+" "+ch.to)
		copies = append(copies, "new."+fresh+" := "+value(ch, "new."+old))
		sets = append(sets, fresh+" = "+value(ch, old))
		todo = append(todo, fresh+" is null and "+old+" is not null")
	}
	table, fn := e.t.PG().String(), e.function().String()
	return []advice.Step{
		advice.Locking(pg.AccessExclusiveLock, e.t.PG(), "alter table "+table+" "+strings.Join(adds, ", ")),
		advice.SQL("create function " + fn + "() returns trigger language plpgsql as " +
			dollar("\nbegin\n  "+strings.Join(append(copies, "return new"), ";\n  ")+";\nend\n")),
		advice.Locking(pg.ShareRowExclusiveLock, e.t.PG(), "create trigger "+pg.QuoteIdent(e.trigger())+
			" before insert or update on "+table+" for each row execute function "+fn+"()"),
		backfill(e.p, e.t, strings.Join(sets, ", "), "("+strings.Join(todo, " or ")+")"),
	}
}

func value(ch change, expr string) string {
	if ch.cast == nil {
		return expr
	}
	return ch.cast(expr)
}

// backfill updates a table in batches of 1,000 pages, each its own
// transaction. TID range scans came with 14 (its release notes); before, the
// batch names its tuples, 291 of which fit in a page at most.
func backfill(p *advice.Pass, t *snapshot.Relation, set, where string) advice.Step {
	batch, between := 1000, "ctid >= pg_catalog.format('(%s,0)', page)::pg_catalog.tid and ctid < pg_catalog.format('(%s,0)', page + 1000)::pg_catalog.tid"
	if p.Major() < 14 {
		batch, between = 100, "ctid = any (array(select pg_catalog.format('(%s,%s)', b, i)::pg_catalog.tid from pg_catalog.generate_series(page, page + 99) b, pg_catalog.generate_series(1, 291) i))"
	}
	table := t.PG().String()
	body := fmt.Sprintf(`
declare
  page bigint := 0;
  pages bigint := pg_catalog.pg_relation_size(%s) / pg_catalog.current_setting('block_size')::bigint;
begin
  while page <= pages loop
    update only %s set %s
    where %s and %s;
    commit;
    page := page + %d;
  end loop;
end
`, pg.QuoteLiteral(table), table, set, between, where, batch)
	return advice.Step{SQL: "do " + dollar(body), Lock: pg.RowExclusiveLock, On: table}
}

func (e *expansion) notNullNames() []string {
	var out []string
	for _, ch := range e.changes {
		if ch.column.NotNull {
			out = append(out, e.fresh[ch.column.Attnum])
		}
	}
	return out
}
