// Package locks holds the rules on who waits for whom.
package locks

import (
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// waits is the graph of who waits for whom at the moment of the snapshot.
type waits struct {
	p        *advice.Pass
	sessions map[int]*snapshot.Session
	victims  map[int][]int          // by blocker: who waits for it directly
	awaited  map[int]*snapshot.Lock // by process: the lock it waits for
}

// prepared is the process number under which pg_blocking_pids names prepared
// transactions.
const prepared = 0

func newWaits(p *advice.Pass) *waits {
	w := &waits{p: p, sessions: map[int]*snapshot.Session{}, victims: map[int][]int{}, awaited: map[int]*snapshot.Lock{}}
	for i := range p.Locks {
		if l := &p.Locks[i]; !l.Granted {
			w.awaited[l.PID] = l
		}
	}
	for i := range p.Sessions {
		s := &p.Sessions[i]
		w.sessions[s.PID] = s
		for _, blocker := range s.BlockedBy {
			if !slices.Contains(w.victims[blocker], s.PID) {
				w.victims[blocker] = append(w.victims[blocker], s.PID)
			}
		}
	}
	return w
}

// roots are the blockers that wait for nobody.
func (w *waits) roots() []int {
	var out []int
	for blocker := range w.victims {
		if s := w.sessions[blocker]; s == nil || len(s.BlockedBy) == 0 {
			out = append(out, blocker)
		}
	}
	slices.Sort(out)
	return out
}

// below is everybody who waits for a process, directly or through others.
func (w *waits) below(root int) []int {
	var all []int
	seen := map[int]bool{root: true}
	for level := []int{root}; len(level) > 0; {
		var next []int
		for _, pid := range level {
			for _, v := range w.victims[pid] {
				if !seen[v] {
					seen[v] = true
					next = append(next, v)
				}
			}
		}
		all, level = append(all, next...), next
	}
	slices.Sort(all)
	return all
}

// depth is the length of the longest chain that hangs on a process. known
// holds what was computed; a circle counts once.
func (w *waits) depth(pid int, known map[int]int) int {
	if d, ok := known[pid]; ok {
		return d
	}
	known[pid] = 0
	deepest := 0
	for _, v := range w.victims[pid] {
		deepest = max(deepest, 1+w.depth(v, known))
	}
	known[pid] = deepest
	return deepest
}

// waited is how long a process has waited for its lock: since 14 the server
// says it, before that the start of its statement bounds it.
func (w *waits) waited(pid int) time.Duration {
	if l := w.awaited[pid]; l != nil && l.WaitStart != nil {
		return w.p.Age(l.WaitStart)
	}
	if s := w.sessions[pid]; s != nil {
		return w.p.Age(s.QueryStart)
	}
	return 0
}

// what says in a few words what a lock is on.
func what(l *snapshot.Lock) string {
	switch {
	case l == nil:
		return "a lock"
	case l.RelationName != "" && l.LockType == "tuple":
		return "a row of " + l.RelationName
	case l.RelationName != "":
		return l.Mode + " on " + l.RelationName
	case l.LockType == "transactionid":
		return "the end of a transaction that changed the same row"
	case l.LockType == "advisory":
		return "an advisory lock"
	}
	return "a lock of type " + l.LockType
}
