package index

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// dropping is the fix that drops an index, or the UNIQUE constraint that it
// backs, and nothing else.
func dropping(p *advice.Pass, x *snapshot.Index, summary string) *advice.Fix {
	k := p.Constraint(x.ConstraintOID)
	if k == nil {
		return &advice.Fix{Summary: summary, Steps: []advice.Step{p.DropIndex(x, x.PG())}, Undo: p.RecreateIndex(x), Caution: dropCaution(p, x)}
	}
	t := p.Relation(x.TableOID)
	alter := "alter table " + t.PG().String()
	return &advice.Fix{
		Summary: summary,
		Steps: []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(),
			alter+" drop constraint "+pg.QuoteIdent(k.Name))},
		Undo:    restoreConstraint(p, x, k),
		Caution: "Look for INSERT … ON CONFLICT ON CONSTRAINT " + pg.QuoteIdent(k.Name) + " in the application: it fails once the constraint is gone.",
	}
}

func restoreConstraint(p *advice.Pass, x *snapshot.Index, k *snapshot.Constraint) []advice.Step {
	t := p.Relation(x.TableOID)
	add := "alter table " + t.PG().String() + " add constraint " + pg.QuoteIdent(k.Name) + " "
	if t.Kind == "p" {
		return []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), add+p.ConstraintClause(k))}
	}
	clause := "unique using index " + pg.QuoteIdent(x.Name)
	if k.Deferrable {
		clause += " deferrable"
	}
	if k.Deferred {
		clause += " initially deferred"
	}
	def := *x
	def.Immediate = true
	return append(p.RecreateIndex(&def), advice.Locking(pg.AccessExclusiveLock, t.PG(), add+clause))
}

// dropCaution warns of what a person must know before an index is dropped.
func dropCaution(p *advice.Pass, x *snapshot.Index) string {
	if x.Kind != "I" {
		return ""
	}
	return strings.Join([]string{
		"DROP INDEX on a partitioned table has no CONCURRENTLY form: it locks the parent and all partitions, briefly.",
		"Set a lock_timeout and try again until it gets the lock.",
	}, " ")
}
