package constraint

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// replaceIndex is the fix that puts an index with another definition in the
// place of a unique one, built beside reads and writes: under its name, and
// under its constraint if it backs one. Where a foreign key rests on the old
// index, both stay.
func replaceIndex(p *advice.Pass, t *snapshot.Relation, x, def *snapshot.Index) *advice.Fix {
	k := p.Constraint(x.ConstraintOID)
	def.Name = advice.NewName(p.RelationNameTaken(t.Schema), x.Name, "new")
	if referenced(p, x) {
		return &advice.Fix{
			Steps: []advice.Step{advice.Concurrently(t.PG(), p.IndexDefinition(def, true))},
			Undo:  []advice.Step{advice.Concurrently(t.PG(), "drop index concurrently "+def.PG().String())},
		}
	}
	back := *x
	back.Name = def.Name
	return &advice.Fix{Steps: swapIndex(p, t, x, def, k), Undo: swapIndex(p, t, x, &back, k)}
}

// swapIndex builds an index and gives it the place of the one that is called
// as old is.
func swapIndex(p *advice.Pass, t *snapshot.Relation, old, def *snapshot.Index, k *snapshot.Constraint) []advice.Step {
	steps := []advice.Step{advice.Concurrently(t.PG(), p.IndexDefinition(def, true))}
	if k == nil {
		return append(steps,
			advice.Concurrently(t.PG(), "drop index concurrently "+old.PG().String()),
			advice.SQL("alter index "+def.PG().String()+" rename to "+pg.QuoteIdent(old.Name)))
	}
	return append(steps, swapConstraint(t, k, def.Name, k.Deferrable, k.Deferred))
}

// swapConstraint puts another index under a unique constraint or primary key,
// in one statement, so that there is no moment without it.
func swapConstraint(t *snapshot.Relation, k *snapshot.Constraint, index string, deferrable, deferred bool) advice.Step {
	name := pg.QuoteIdent(k.Name)
	add := " unique"
	if k.Type == "p" {
		add = " primary key"
	}
	add += " using index " + pg.QuoteIdent(index)
	if deferrable {
		add += " deferrable"
	}
	if deferred {
		add += " initially deferred"
	}
	return advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"drop constraint "+name+", add constraint "+name+add)
}

// referenced reports whether a foreign key rests on the index.
func referenced(p *advice.Pass, x *snapshot.Index) bool {
	for _, k := range p.Referencing(x.TableOID) {
		if k.IndexOID == x.OID {
			return true
		}
	}
	return false
}
