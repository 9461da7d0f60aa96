package vacuum

import (
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// vacuumStep runs VACUUM, which never blocks reads or writes: SHARE UPDATE
// EXCLUSIVE, and no transaction block.
func vacuumStep(r *snapshot.Relation, options string) advice.Step {
	sql := "vacuum "
	if options != "" {
		sql += "(" + options + ") "
	}
	return advice.Concurrently(r.PG(), sql+r.PG().String())
}

// analyzeStep runs ANALYZE.
func analyzeStep(r *snapshot.Relation) advice.Step {
	return advice.Locking(pg.ShareUpdateExclusiveLock, r.PG(), "analyze "+r.PG().String())
}

// setOption and resetOption change a storage parameter of autovacuum or the
// fillfactor, which takes no more than SHARE UPDATE EXCLUSIVE.
func setOption(r *snapshot.Relation, name, value string) advice.Step {
	return advice.Locking(pg.ShareUpdateExclusiveLock, r.PG(), alter(r)+" set ("+name+" = "+pg.QuoteLiteral(value)+")")
}

func resetOption(r *snapshot.Relation, name string) advice.Step {
	return advice.Locking(pg.ShareUpdateExclusiveLock, r.PG(), alter(r)+" reset ("+name+")")
}

// restoreOption puts a storage parameter back to what the snapshot saw.
func restoreOption(r *snapshot.Relation, name string) advice.Step {
	if v, ok := r.Option(name); ok {
		return setOption(r, name, v)
	}
	return resetOption(r, name)
}

func alter(r *snapshot.Relation) string {
	if r.Kind == "m" {
		return "alter materialized view " + r.PG().String()
	}
	return "alter table " + r.PG().String()
}

// running reports whether a command of pg_stat_progress_* works on the
// relation right now: vacuum, analyze, cluster.
func running(p *advice.Pass, r *snapshot.Relation, command string) bool {
	for i := range p.Progress {
		x := &p.Progress[i]
		if x.Command == command && x.Database == p.Server.Database && (x.Relation == r.OID || r.ToastOID != 0 && x.Relation == r.ToastOID) {
			return true
		}
	}
	return false
}

// latest is the later of two moments, nil when neither happened.
func latest(a, b *time.Time) *time.Time {
	if a == nil || b != nil && b.After(*a) {
		return b
	}
	return a
}

// standby says, on a standby, that the rule's counters live on the primary,
// and reports whether it did.
func standby(p *advice.Pass) bool {
	if p.Server.InRecovery {
		p.NotAssessable("this is a standby: tables are vacuumed, analyzed and counted on the primary", "run the check-up on the primary")
	}
	return p.Server.InRecovery
}

const noUndo = "There is nothing to undo: VACUUM and ANALYZE change no data."
