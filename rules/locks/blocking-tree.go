package locks

import (
	"fmt"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// BlockingTree finds the sessions at the root of lock waits.
var BlockingTree = advice.Rule{
	ID:       "locks/blocking-tree",
	Title:    "sessions wait for a lock that one session holds",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSessions, snapshot.AreaLocks},
	Wants:    []snapshot.Area{snapshot.AreaPreparedTransactions},
	Thresholds: []advice.Threshold{
		{Name: "min_seconds", Default: 10, Unit: "seconds", Doc: "longest wait from which on a tree is reported"},
		{Name: "long_seconds", Default: 60, Unit: "seconds", Doc: "longest wait from which on it is high"},
		{Name: "many_victims", Default: 3, Unit: "sessions", Doc: "waiting sessions from which on it is high"},
	},
	Check: func(p *advice.Pass) {
		w := newWaits(p)
		trees := map[*snapshot.Session]*tree{}
		var roots []*snapshot.Session
		for _, root := range w.roots() {
			t := w.tree(root)
			if t.longest.Seconds() < p.Threshold("min_seconds") {
				continue
			}
			switch s := w.sessions[root]; {
			case root == prepared:
				reportPreparedRoot(p, t)
			case s == nil || s.Hidden:
				p.NotAssessable("a session that is not shown makes "+advice.Plural(int64(len(t.victims)), "session")+" wait",
					"grant pg_monitor to "+p.Server.Role)
			case s.BackendType == "client backend" && s.ApplicationName != "pgadept":
				trees[s] = t
				roots = append(roots, s)
			}
		}
		for _, group := range advice.ByClient(roots) {
			reportTree(p, group, trees)
		}
	},
}

// tree is what hangs on one root.
type tree struct {
	victims []int
	depth   int
	longest time.Duration
	lines   []string // one for each victim: how long it waits, for what
}

func (w *waits) tree(root int) *tree {
	t := &tree{victims: w.below(root), depth: w.depth(root, map[int]int{})}
	for _, pid := range t.victims {
		waited := w.waited(pid)
		t.longest = max(t.longest, waited)
		line := fmt.Sprintf("process %d waits %s for %s", pid, advice.InWords(waited), what(w.awaited[pid]))
		if s := w.sessions[pid]; s != nil && s.Query != "" {
			line += ": " + advice.Excerpt(s.Query)
		}
		t.lines = append(t.lines, line)
	}
	return t
}

func (t *tree) severity(p *advice.Pass) advice.Severity {
	if t.longest.Seconds() >= p.Threshold("long_seconds") || float64(len(t.victims)) >= p.Threshold("many_victims") {
		return advice.High
	}
	return advice.Medium
}

func (t *tree) title(root string) string {
	if len(t.victims) == 1 {
		return fmt.Sprintf("a session has waited %s for %s", advice.InWords(t.longest), root)
	}
	return fmt.Sprintf("%d sessions wait for %s; the longest has waited %s", len(t.victims), root, advice.InWords(t.longest))
}

func reportTree(p *advice.Pass, group []*snapshot.Session, trees map[*snapshot.Session]*tree) {
	whole, client := &tree{}, advice.ClientOf(group[0])
	fix := &advice.Fix{
		Summary: "cancel the root, or end it where it runs nothing",
		Caution: "the root's transaction is rolled back: look at its statement first, and never kill a row of processes blindly; those that wait go on by themselves",
	}
	worst := group[0]
	for _, s := range group {
		t := trees[s]
		if t.longest > trees[worst].longest {
			worst = s
		}
		whole.victims = append(whole.victims, t.victims...)
		whole.depth, whole.longest = max(whole.depth, t.depth), max(whole.longest, t.longest)
		whole.lines = append(whole.lines, t.lines...)
		if s.State == "active" || strings.HasPrefix(s.State, "fastpath") {
			fix.Steps = append(fix.Steps, advice.CancelSession(s))
		} else {
			fix.Steps = append(fix.Steps, advice.TerminateSession(s))
		}
	}
	p.Report(advice.Finding{
		Severity: whole.severity(p),
		Title:    whole.title(client.String() + ", which is " + worst.State),
		Object:   client.Object(),
		Evidence: append(treeEvidence(whole),
			advice.Evidence{Name: "root's state", Value: worst.State, Source: "pg_stat_activity.state"},
			advice.Evidence{Name: "root's transaction open for", Value: int(p.Age(worst.XactStart) / time.Second), Unit: "s", Source: "pg_stat_activity.xact_start"},
			advice.Evidence{Name: "root's statement", Value: advice.Excerpt(worst.Query), Source: "pg_stat_activity.query"}),
		Impact: advice.Impact{Summary: "what waits does nothing and holds its own locks and a connection; everything that touches the same rows or tables joins it"},
		Fix:    fix,
	})
}

func treeEvidence(t *tree) []advice.Evidence {
	return []advice.Evidence{
		{Name: "waiting", Value: t.lines[:min(len(t.lines), 10)], Source: "pg_blocking_pids(), pg_locks, pg_stat_activity.query"},
		{Name: "sessions waiting", Value: len(t.victims), Source: "pg_blocking_pids()"},
		{Name: "depth", Value: t.depth, Source: "pg_blocking_pids()"},
		{Name: "longest wait", Value: int(t.longest / time.Second), Unit: "s", Source: "pg_locks.waitstart, pg_stat_activity.query_start before 14"},
	}
}
