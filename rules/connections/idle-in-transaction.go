package connections

import (
	"fmt"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// IdleInTransaction finds clients that opened a transaction and went away.
var IdleInTransaction = advice.Rule{
	ID:       "connections/idle-in-transaction",
	Title:    "a transaction is open and its client does nothing",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSessions, snapshot.AreaSettings, snapshot.AreaSettingOverrides},
	Wants:    []snapshot.Area{snapshot.AreaRoles},
	Thresholds: []advice.Threshold{
		{Name: "min_seconds", Default: 300, Unit: "seconds", Doc: "idle time in a transaction from which on it is reported"},
		{Name: "long_seconds", Default: 1800, Unit: "seconds", Doc: "idle time from which on it is high, as it is when somebody waits behind it"},
	},
	Check: func(p *advice.Pass) {
		var idle []*snapshot.Session
		for _, s := range tracked(p, p.Clients()) {
			if strings.HasPrefix(s.State, "idle in transaction") && p.Age(s.StateChange).Seconds() >= p.Threshold("min_seconds") {
				idle = append(idle, s)
			}
		}
		for _, group := range advice.ByClient(idle) {
			reportIdleInTransaction(p, group)
		}
	},
}

func reportIdleInTransaction(p *advice.Pass, group []*snapshot.Session) {
	longest := group[0]
	for _, s := range group {
		if p.Age(s.StateChange) > p.Age(longest.StateChange) {
			longest = s
		}
	}
	idle, blocked := p.Age(longest.StateChange), blockedBy(p, group)
	client := advice.ClientOf(longest)
	title := fmt.Sprintf("a session of %s has been idle in a transaction for %s", client, advice.InWords(idle))
	if len(group) > 1 {
		title = fmt.Sprintf("%d sessions of %s have been idle in a transaction, one for %s", len(group), client, advice.InWords(idle))
	}
	severity := advice.Medium
	if idle.Seconds() >= p.Threshold("long_seconds") || blocked > 0 {
		severity = advice.High
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    title,
		Object:   client.Object(),
		Evidence: idleEvidence(p, group, longest, blocked),
		Impact:   advice.Impact{Summary: "its locks stay, and while it holds a snapshot or has written, vacuum removes no row version that died since"},
		Fix:      endIdle(p, group, client),
	})
}

func idleEvidence(p *advice.Pass, group []*snapshot.Session, longest *snapshot.Session, blocked int) []advice.Evidence {
	e := []advice.Evidence{
		{Name: "idle for", Value: int(p.Age(longest.StateChange) / time.Second), Unit: "s", Source: "pg_stat_activity.state_change"},
		{Name: "transaction open for", Value: int(p.Age(longest.XactStart) / time.Second), Unit: "s", Source: "pg_stat_activity.xact_start"},
		{Name: "last statement", Value: advice.Excerpt(longest.Query), Source: "pg_stat_activity.query"},
		{Name: "processes", Value: pids(group), Source: "pg_stat_activity.pid"},
		{Name: "sessions waiting behind", Value: blocked, Source: "pg_blocking_pids()"},
	}
	if x := oldestXmin(group); x > 0 {
		e = append(e, advice.Evidence{Name: "age of its snapshot", Value: x, Unit: "transactions", Source: "pg_stat_activity.backend_xmin"})
	}
	return e
}

func pids(group []*snapshot.Session) []string {
	var out []string
	for _, s := range group {
		out = append(out, fmt.Sprint(s.PID))
	}
	return out
}

// oldestXmin is the age of the oldest snapshot or transaction number held.
func oldestXmin(group []*snapshot.Session) int64 {
	var oldest int64
	for _, s := range group {
		for _, age := range []*int64{s.BackendXminAge, s.BackendXIDAge} {
			if age != nil {
				oldest = max(oldest, *age)
			}
		}
	}
	return oldest
}

func endIdle(p *advice.Pass, group []*snapshot.Session, client advice.Client) *advice.Fix {
	fix := &advice.Fix{
		Summary: "end the session, and let the server end the next one",
		Caution: "the open transaction is rolled back, and a client that comes back gets an error; look first whether it is somebody's psql",
	}
	for _, s := range group {
		fix.Steps = append(fix.Steps, advice.TerminateSession(s))
	}
	const name = "idle_in_transaction_session_timeout"
	value, known := p.Effective(name, client.Database, client.Role)
	r := p.Role(client.Role)
	if known && value == "0" && r != nil && !r.Superuser && !p.Server.InRecovery && client.Database == p.Server.Database {
		set, undo := setForRole(p, client.Role, name, "5min")
		fix.Steps = append(fix.Steps, set)
		fix.Undo = append(fix.Undo, undo)
	}
	return fix
}
