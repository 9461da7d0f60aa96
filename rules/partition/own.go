package partition

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// rebuilder collects the steps that give objects of one partition to others.
type rebuilder struct {
	p           *advice.Pass
	given       map[pg.Name]bool
	steps, undo []advice.Step
}

func (b *rebuilder) add(undo advice.Step, steps ...advice.Step) {
	b.steps = append(b.steps, steps...)
	b.undo = append([]advice.Step{undo}, b.undo...)
}

// ownConstraints returns the constraints that a partition does not have from
// its parent: checks, foreign keys, primary keys and unique ones.
func ownConstraints(p *advice.Pass, part *snapshot.Relation) []object {
	var out []object
	for _, k := range p.ConstraintsOf(part.OID) {
		if k.ParentOID != 0 || k.Inherited || !k.Local || !k.Enforced || k.Extension != "" || k.Period {
			continue
		}
		build := map[string]func(*rebuilder, *snapshot.Relation){
			"c": func(b *rebuilder, on *snapshot.Relation) { b.check(k, on) },
			"f": func(b *rebuilder, on *snapshot.Relation) { b.foreignKey(k, on) },
			"p": func(b *rebuilder, on *snapshot.Relation) { b.key(k, on) },
			"u": func(b *rebuilder, on *snapshot.Relation) { b.key(k, on) },
		}[k.Type]
		if build == nil {
			continue
		}
		valid := *k
		valid.Validated = true
		out = append(out, object{words: strings.TrimSuffix(p.ConstraintClause(&valid), " NOT VALID"), primary: k.Type == "p", build: build})
	}
	return out
}

// free makes a name for a constraint: the one that it has elsewhere, unless
// that holds the name of the partition or is taken.
func (b *rebuilder) free(k *snapshot.Constraint, on *snapshot.Relation, index bool) string {
	name := k.Name
	if r := b.p.Relation(k.TableOID); r != nil {
		name = strings.ReplaceAll(name, r.Name, on.Name)
	}
	taken := func(n string) bool {
		full := pg.Name{Schema: on.Schema, Name: n}
		return index && (b.given[full] || b.p.NameTaken(full)) ||
			slices.ContainsFunc(b.p.ConstraintsOf(on.OID), func(c *snapshot.Constraint) bool { return c.Name == n })
	}
	name = advice.NewName(taken, name)
	b.given[pg.Name{Schema: on.Schema, Name: name}] = true
	return name
}

func alter(on *snapshot.Relation) string { return "alter table " + on.PG().String() + " " }

func (b *rebuilder) check(k *snapshot.Constraint, on *snapshot.Relation) {
	name := pg.QuoteIdent(b.free(k, on, false))
	clause := strings.TrimSuffix(b.p.ConstraintClause(k), " NOT VALID")
	b.add(advice.Locking(pg.AccessExclusiveLock, on.PG(), alter(on)+"drop constraint "+name),
		advice.Locking(pg.AccessExclusiveLock, on.PG(), alter(on)+"add constraint "+name+" "+clause+" not valid"),
		advice.Locking(pg.ShareUpdateExclusiveLock, on.PG(), alter(on)+"validate constraint "+name))
}

func (b *rebuilder) foreignKey(k *snapshot.Constraint, on *snapshot.Relation) {
	name := pg.QuoteIdent(b.free(k, on, false))
	own := *k
	own.Validated, own.TableOID = false, on.OID
	own.Columns = b.p.Relation(k.TableOID).TranslateColumns(on, k.Columns)
	own.OnDeleteColumns = b.p.Relation(k.TableOID).TranslateColumns(on, k.OnDeleteColumns)
	b.add(advice.Locking(pg.AccessExclusiveLock, on.PG(), alter(on)+"drop constraint "+name),
		advice.Locking(pg.ShareRowExclusiveLock, on.PG(), alter(on)+"add constraint "+name+" "+b.p.ConstraintClause(&own)),
		advice.Locking(pg.ShareUpdateExclusiveLock, on.PG(), alter(on)+"validate constraint "+name))
}

// key builds the index of a primary key or unique constraint without blocking
// writes, then makes it the constraint's.
func (b *rebuilder) key(k *snapshot.Constraint, on *snapshot.Relation) {
	x := b.p.Index(k.IndexOID)
	if x == nil {
		return
	}
	name := b.free(k, on, true)
	def := *x
	def.Name, def.Schema, def.TableOID = name, on.Schema, on.OID
	def.Keys = slices.Clone(x.Keys)
	for i, n := range b.p.Relation(k.TableOID).TranslateColumns(on, x.KeyColumns()) {
		def.Keys[i].Attnum = n
	}
	def.Include = b.p.Relation(k.TableOID).TranslateColumns(on, x.Include)
	kind := map[string]string{"p": "primary key", "u": "unique"}[k.Type]
	tail := ""
	if k.Deferrable {
		tail += " deferrable"
	}
	if k.Deferred {
		tail += " initially deferred"
	}
	b.add(advice.Locking(pg.AccessExclusiveLock, on.PG(), alter(on)+"drop constraint "+pg.QuoteIdent(name)),
		advice.Concurrently(on.PG(), b.p.IndexDefinition(&def, true)),
		advice.Locking(pg.AccessExclusiveLock, on.PG(),
			fmt.Sprintf("%sadd constraint %s %s using index %s%s", alter(on), pg.QuoteIdent(name), kind, pg.QuoteIdent(name), tail)))
}

// ownTriggers returns the triggers that a partition does not have from its
// parent, and that are at work.
func ownTriggers(p *advice.Pass, part *snapshot.Relation) []object {
	var out []object
	for _, g := range p.TriggersOf(part.OID) {
		head, tail, ok := cutTable(g.Definition, part)
		if g.Internal || g.ParentOID != 0 || g.ConstraintOID != 0 || g.Enabled == "D" || !ok {
			continue
		}
		_, what, _ := strings.Cut(head, " TRIGGER "+pg.QuoteIdent(g.Name)+" ")
		out = append(out, object{words: "trigger " + what + " " + tail,
			build: func(b *rebuilder, on *snapshot.Relation) {
				b.add(advice.Locking(pg.AccessExclusiveLock, on.PG(), "drop trigger "+pg.QuoteIdent(g.Name)+" on "+on.PG().String()),
					advice.Locking(pg.ShareRowExclusiveLock, on.PG(), head+" ON "+on.PG().String()+" "+tail))
			}})
	}
	return out
}

// cutTable splits a trigger's definition around its table.
func cutTable(definition string, t *snapshot.Relation) (head, tail string, ok bool) {
	return strings.Cut(definition, " ON "+t.PG().String()+" ")
}
