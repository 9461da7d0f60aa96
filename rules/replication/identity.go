package replication

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// identify is the fix that gives each table the best identity it can have
// now: its primary key, another unique index, or the whole row.
func identify(p *advice.Pass, t *snapshot.Relation, bare []*snapshot.Relation) *advice.Fix {
	fix := &advice.Fix{Summary: "use the unique index there is as the replica identity"}
	full := false
	for _, r := range bare {
		form := "full"
		switch x := identifying(p, r); {
		case x == nil:
			full = true
		case x.Primary:
			form = "default"
		default:
			form = "using index " + pg.QuoteIdent(x.Name)
		}
		fix.Steps = append(fix.Steps, setIdentity(r, form))
		fix.Undo = append(fix.Undo, setIdentity(r, formerIdentity(r)))
	}
	fix.Caution = "The statements wait for ACCESS EXCLUSIVE, which they then hold for a moment: set a lock_timeout."
	if full {
		fix.Summary = "log whole rows until the table has a primary key"
		fix.Caution += fmt.Sprintf(" FULL writes the whole old row to the WAL at each UPDATE and DELETE, and a subscriber looks for it without a key (by a scan of the table, before PostgreSQL 16 always). Give %s a primary key, then go back to REPLICA IDENTITY DEFAULT.", t.PG())
	}
	return fix
}

func setIdentity(r *snapshot.Relation, form string) advice.Step {
	return advice.Locking(pg.AccessExclusiveLock, r.PG(), "alter table "+r.PG().String()+" replica identity "+form)
}

// formerIdentity is how the table stood before. An index that is gone cannot
// be named again; without one the setting meant as much as NOTHING.
func formerIdentity(r *snapshot.Relation) string {
	if r.ReplicaIdentity == "d" {
		return "default"
	}
	return "nothing"
}

// identifying is an index that may be the replica identity: the primary key,
// or the unique one with the fewest columns that is neither partial nor
// deferrable nor on expressions, and whose columns are all NOT NULL.
func identifying(p *advice.Pass, r *snapshot.Relation) *snapshot.Index {
	var best *snapshot.Index
	for _, x := range p.IndexesOf(r.OID) {
		if !x.Unique || !x.Valid || !x.Immediate || x.Predicate != "" || !keysNotNull(r, x) {
			continue
		}
		if x.Primary {
			return x
		}
		if best == nil || len(x.Keys) < len(best.Keys) {
			best = x
		}
	}
	return best
}

func keysNotNull(r *snapshot.Relation, x *snapshot.Index) bool {
	for _, k := range x.Keys {
		c := r.Column(k.Attnum)
		if k.Attnum == 0 || c == nil || !c.NotNull || c.Generated == "v" {
			return false
		}
	}
	return true
}
