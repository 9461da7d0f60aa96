package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// rewriteFix gives wasted space back to the operating system, which only a
// copy of the table does. VACUUM FULL locks the table for the time of the
// copy: right for what is copied in a second or two, out of the question for
// more.
func rewriteFix(p *advice.Pass, t *tree, live func(*snapshot.Relation) int64, offline float64) *advice.Fix {
	fix := &advice.Fix{Summary: "copy the table into a new, compact file"}
	small := true
	for _, r := range t.leaves {
		small = small && float64(live(r)) <= offline
	}
	if small {
		fix.Steps = t.steps(func(r *snapshot.Relation) []advice.Step { return append(p.BeforeRewrite(r), vacuumFull(r)) })
		fix.Caution = "Nobody can read or write the table while it is copied, a second or two for so little; set lock_timeout, or the wait for the lock makes others wait too. There is nothing to undo."
	} else {
		fix.Summary += " while it stays in use"
		fix.Steps = t.steps(func(r *snapshot.Relation) []advice.Step { return []advice.Step{repack(p, r)} })
		fix.Caution = "It needs free disk for a copy of the table and its indexes, and writes as much WAL; it takes ACCESS EXCLUSIVE for an instant at its beginning and end. " +
			"VACUUM FULL would do the same but lock everybody out for the whole time. There is nothing to undo."
	}
	if p.Server.InRecovery {
		fix.Caution += " This is a standby: run it on the primary."
	}
	return fix
}

func vacuumFull(r *snapshot.Relation) advice.Step {
	return advice.Step{SQL: "vacuum (full, analyze) " + r.PG().String(), Lock: pg.AccessExclusiveLock, On: r.PG().String()}
}

func repack(p *advice.Pass, r *snapshot.Relation) advice.Step {
	how := "run pg_repack --no-order on table %s (or pg_squeeze)"
	if !hasUsableKey(p, r) {
		how = "give table %s a primary key, without which neither pg_repack nor pg_squeeze works, and run pg_repack --no-order on it"
	}
	if r.Kind == "m" {
		how = "refresh materialized view %s, which writes a new file"
	}
	return advice.ByHand(fmt.Sprintf(how, r.PG()))
}

// hasUsableKey reports whether the rows can be told apart: a primary key, or a
// whole unique index over columns that are never null.
func hasUsableKey(p *advice.Pass, r *snapshot.Relation) bool {
	for _, x := range p.IndexesOf(r.OID) {
		if !x.Unique || !x.Valid || !x.Immediate || x.Predicate != "" || x.HasExpressions() {
			continue
		}
		nullable := false
		for _, k := range x.Keys {
			c := r.Column(k.Attnum)
			nullable = nullable || c == nil || !c.NotNull
		}
		if !nullable {
			return true
		}
	}
	return false
}

// wasteSeverity weighs what is wasted.
func wasteSeverity(bytes int64) advice.Severity {
	switch {
	case bytes >= 10<<30:
		return advice.High
	case bytes >= 1<<30:
		return advice.Medium
	}
	return advice.Low
}
