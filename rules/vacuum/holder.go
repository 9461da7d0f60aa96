package vacuum

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// holder is something that still may want to see old row versions, so that
// VACUUM must keep all that died since it began.
type holder struct {
	object   advice.Object
	what     string     // for the title: a session of app@shop, idle in transaction
	xids     int64      // how far back its horizon lies, in transactions
	since    *time.Time // when it began, where that is known
	catalogs bool       // it holds back the system catalogs only
	evidence []advice.Evidence
	fix      *advice.Fix
}

// holders are all that hold back VACUUM of this database's tables, the oldest
// first: sessions of this database, prepared transactions, replication slots
// and standbys that give feedback. A snapshot in another database does not
// (ComputeXidHorizons in src/backend/storage/ipc/procarray.c).
func holders(p *advice.Pass) []holder {
	out := sessionHolders(p)
	out = append(out, preparedHolders(p)...)
	out = append(out, slotHolders(p)...)
	out = append(out, standbyHolders(p)...)
	slices.SortStableFunc(out, func(a, b holder) int { return cmp.Compare(b.xids, a.xids) })
	return out
}

// sessionHolders are the clients of this database with a snapshot or a
// transaction ID, each with its oldest session. VACUUM itself and autovacuum
// workers hold nothing back, and are no clients or show in the progress view.
func sessionHolders(p *advice.Pass) []holder {
	var mine []*snapshot.Session
	for _, s := range p.Clients() {
		if s.Database == p.Server.Database && horizonAge(s) > 0 && !vacuuming(p, s.PID) {
			mine = append(mine, s)
		}
	}
	var out []holder
	for _, group := range advice.ByClient(mine) {
		oldest := slices.MaxFunc(group, func(a, b *snapshot.Session) int { return cmp.Compare(horizonAge(a), horizonAge(b)) })
		out = append(out, sessionHolder(oldest))
	}
	return out
}

// horizonAge is how far back a session's horizon lies. One that has written
// in READ COMMITTED and waits for its client shows no xmin: its own
// transaction ID holds.
func horizonAge(s *snapshot.Session) int64 {
	var age int64
	for _, a := range []*int64{s.BackendXminAge, s.BackendXIDAge} {
		if a != nil {
			age = max(age, *a)
		}
	}
	return age
}

func vacuuming(p *advice.Pass, pid int) bool {
	return slices.ContainsFunc(p.Progress, func(x snapshot.Progress) bool { return x.Command == "vacuum" && x.PID == pid })
}

func sessionHolder(s *snapshot.Session) holder {
	h := holder{object: advice.ClientOf(s).Object(), xids: horizonAge(s), since: s.XactStart}
	h.what = fmt.Sprintf("a session of %s, %s", advice.ClientOf(s), s.State)
	h.evidence = []advice.Evidence{{Name: "pid", Value: s.PID, Source: "pg_stat_activity.pid"}, {Name: "state", Value: s.State, Source: "pg_stat_activity.state"}}
	if s.Query != "" {
		h.evidence = append(h.evidence, advice.Evidence{Name: "statement", Value: advice.Excerpt(s.Query), Source: "pg_stat_activity.query"})
	}
	step, how := advice.TerminateSession(s), "end the session"
	if s.State == "active" {
		step, how = advice.CancelSession(s), "cancel the statement"
	}
	h.fix = &advice.Fix{
		Summary: how + ", which lets go of its snapshot",
		Steps:   []advice.Step{step},
		Caution: "The transaction is rolled back and cannot be brought back. The SQL does nothing once the session has begun another one.",
	}
	return h
}

// preparedHolders are the prepared transactions of this database.
func preparedHolders(p *advice.Pass) []holder {
	var out []holder
	for i := range p.PreparedTransactions {
		x := &p.PreparedTransactions[i]
		if x.Database != p.Server.Database {
			continue
		}
		h := holder{object: advice.Object{Kind: "prepared transaction", Name: x.GID}, what: "the prepared transaction " + x.GID, xids: x.XIDAge, since: &x.Prepared}
		h.evidence = []advice.Evidence{{Name: "owner", Value: x.Owner, Source: "pg_prepared_xacts.owner"}}
		h.fix = p.EndPrepared(x)
		out = append(out, h)
	}
	return out
}
