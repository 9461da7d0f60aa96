package locks

import (
	"fmt"
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// QueueBehindExclusive finds tables on which a request for ACCESS EXCLUSIVE
// waits: whoever comes after it, be it only to read, queues behind it.
var QueueBehindExclusive = advice.Rule{
	ID:       "locks/queue-behind-exclusive",
	Title:    "a waiting ACCESS EXCLUSIVE lock shuts a table",
	Severity: advice.High,
	Needs:    []snapshot.Area{snapshot.AreaSessions, snapshot.AreaLocks},
	Thresholds: []advice.Threshold{
		{Name: "min_seconds", Default: 5, Unit: "seconds", Doc: "how long the request must have waited"},
	},
	Check: func(p *advice.Pass) {
		w := newWaits(p)
		requests := map[pg.OID][]*snapshot.Lock{}
		var order []pg.OID
		for i := range p.Locks {
			l := &p.Locks[i]
			if !l.Granted && l.LockType == "relation" && l.Mode == pg.AccessExclusiveLock.String() && l.RelationName != "" && w.byClient(l.PID) &&
				w.waited(l.PID).Seconds() >= p.Threshold("min_seconds") {
				if requests[l.Relation] == nil {
					order = append(order, l.Relation)
				}
				requests[l.Relation] = append(requests[l.Relation], l)
			}
		}
		for _, table := range order {
			reportQueue(p, w, requests[table])
		}
	},
}

// byClient reports whether a process is a client's session whose details show.
func (w *waits) byClient(pid int) bool {
	s := w.sessions[pid]
	return s != nil && s.BackendType == "client backend" && !s.Hidden && s.ApplicationName != "pgadept"
}

func reportQueue(p *advice.Pass, w *waits, requests []*snapshot.Lock) {
	first := requests[0]
	var queued []int
	fix := &advice.Fix{
		Summary: "cancel the request, then repeat it with a lock_timeout",
		Caution: "what the transaction did before is rolled back; repeat the command with set lock_timeout = '2s' and try again until it gets through",
	}
	for _, l := range requests {
		if w.waited(l.PID) > w.waited(first.PID) {
			first = l
		}
		queued = append(queued, w.below(l.PID)...)
		fix.Steps = append(fix.Steps, advice.CancelSession(w.sessions[l.PID]))
	}
	slices.Sort(queued)
	queued = slices.DeleteFunc(slices.Compact(queued), func(pid int) bool {
		return slices.ContainsFunc(requests, func(l *snapshot.Lock) bool { return l.PID == pid })
	})
	s := w.sessions[first.PID]
	severity, title := advice.Medium, fmt.Sprintf("%s has waited %s to lock %s, and whoever comes will queue behind it", command(s.Query), advice.InWords(w.waited(first.PID)), first.RelationName)
	if n := len(queued); n > 0 {
		severity = advice.High
		title = fmt.Sprintf("%s on %s behind %s, which has waited %s itself", queueing(n), first.RelationName, command(s.Query), advice.InWords(w.waited(first.PID)))
	}
	p.Report(advice.Finding{
		Severity: severity, Title: title, Object: lockedObject(p, first),
		Evidence: []advice.Evidence{
			{Name: "request", Value: advice.Excerpt(s.Query), Source: "pg_stat_activity.query"},
			{Name: "of", Value: advice.ClientOf(s).String(), Source: "pg_stat_activity.usename, datname, application_name"},
			{Name: "waits for", Value: int(w.waited(first.PID) / time.Second), Unit: "s", Source: "pg_locks.waitstart, pg_stat_activity.query_start before 14"},
			{Name: "held up by", Value: holders(w, s.BlockedBy), Source: "pg_blocking_pids()"},
			{Name: "sessions queued behind", Value: len(queued), Source: "pg_blocking_pids()"},
		},
		Impact: advice.Impact{Summary: "locks are granted in order: until the request gets its lock, nothing new can even read the table"},
		Fix:    fix,
	})
}

func queueing(n int) string {
	if n == 1 {
		return "a session queues"
	}
	return fmt.Sprintf("%d sessions queue", n)
}

// command is the name of the statement that makes the request. Of VACUUM only
// FULL waits for ACCESS EXCLUSIVE; to cut a table's end off, it just tries
// (lazy_truncate_heap in src/backend/access/heap/vacuumlazy.c).
func command(query string) string {
	switch kind := sqlparse.Kind(query); kind {
	case "":
		return "a command"
	case "VACUUM":
		return "VACUUM FULL"
	default:
		return kind
	}
}

// holders says who holds a request up.
func holders(w *waits, pids []int) []string {
	var out []string
	for _, pid := range pids {
		switch s := w.sessions[pid]; {
		case pid == prepared:
			out = append(out, "a prepared transaction")
		case s == nil:
			out = append(out, fmt.Sprintf("process %d", pid))
		default:
			out = append(out, fmt.Sprintf("process %d of %s, %s", pid, advice.ClientOf(s), s.State))
		}
	}
	return out
}

func lockedObject(p *advice.Pass, l *snapshot.Lock) advice.Object {
	if r := p.Relation(l.Relation); r != nil {
		return advice.TableObject(r)
	}
	if x := p.Index(l.Relation); x != nil {
		return p.IndexObject(x)
	}
	return advice.Object{Kind: "table", Name: l.RelationName}
}
