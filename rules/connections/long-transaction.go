package connections

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// LongTransaction finds statements and transactions that have been at work
// for long.
var LongTransaction = advice.Rule{
	ID:       "connections/long-transaction",
	Title:    "a transaction has been at work for long",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaSessions},
	Wants:    []snapshot.Area{snapshot.AreaProgress},
	Thresholds: []advice.Threshold{
		{Name: "min_seconds", Default: 600, Unit: "seconds", Doc: "age of a transaction from which on it is reported"},
		{Name: "long_seconds", Default: 1800, Unit: "seconds", Doc: "age from which on it is medium"},
		{Name: "very_long_seconds", Default: 86400, Unit: "seconds", Doc: "age from which on it is high"},
	},
	Check: func(p *advice.Pass) {
		var long []*snapshot.Session
		for _, s := range tracked(p, p.Clients()) {
			// One that waits for a lock is long because of another session,
			// which locks/blocking-tree names.
			if s.State == "active" && len(s.BlockedBy) == 0 && p.Age(s.XactStart).Seconds() >= p.Threshold("min_seconds") && !maintenance(p, s) {
				long = append(long, s)
			}
		}
		for _, group := range advice.ByClient(long) {
			reportLong(p, group)
		}
	},
}

// maintenance reports commands that take long by nature and say how far they
// are; VACUUM and most concurrent index builds hold back no vacuum either.
func maintenance(p *advice.Pass, s *snapshot.Session) bool {
	shown := slices.ContainsFunc(p.Progress, func(g snapshot.Progress) bool { return g.PID == s.PID && g.Command != "copy" })
	words := strings.Fields(strings.ToLower(s.Query))
	return shown || len(words) > 0 && slices.Contains([]string{"vacuum", "analyze", "reindex", "cluster"}, strings.Trim(words[0], "(;"))
}

func reportLong(p *advice.Pass, group []*snapshot.Session) {
	oldest := group[0]
	for _, s := range group {
		if p.Age(s.XactStart) > p.Age(oldest.XactStart) {
			oldest = s
		}
	}
	age, client := p.Age(oldest.XactStart), advice.ClientOf(oldest)
	severity := advice.Low
	switch {
	case client.Application == "pg_dump": // as long as the database is large
	case age.Seconds() >= p.Threshold("very_long_seconds") || blockedBy(p, group) > 0:
		severity = advice.High
	case age.Seconds() >= p.Threshold("long_seconds"):
		severity = advice.Medium
	}
	title := fmt.Sprintf("a transaction of %s has been at work for %s", client, advice.InWords(age))
	if len(group) > 1 {
		title = fmt.Sprintf("%d transactions of %s have been at work for long, one for %s", len(group), client, advice.InWords(age))
	}
	evidence := []advice.Evidence{
		{Name: "transaction open for", Value: int(age / time.Second), Unit: "s", Source: "pg_stat_activity.xact_start"},
		{Name: "statement runs for", Value: int(p.Age(oldest.QueryStart) / time.Second), Unit: "s", Source: "pg_stat_activity.query_start"},
		{Name: "statement", Value: advice.Excerpt(oldest.Query), Source: "pg_stat_activity.query"},
		{Name: "processes", Value: pids(group), Source: "pg_stat_activity.pid"},
		{Name: "sessions waiting behind", Value: blockedBy(p, group), Source: "pg_blocking_pids()"},
	}
	if x := oldestXmin(group); x > 0 {
		evidence = append(evidence, advice.Evidence{Name: "age of its snapshot", Value: x, Unit: "transactions", Source: "pg_stat_activity.backend_xmin"})
	}
	p.Report(advice.Finding{
		Severity: severity, Title: title, Object: client.Object(), Evidence: evidence,
		Impact: advice.Impact{Summary: "vacuum removes no row version that died since it began, in any table of the database, and its locks stay"},
		Fix:    cancelAll(group),
	})
}

func cancelAll(group []*snapshot.Session) *advice.Fix {
	fix := &advice.Fix{
		Summary: "cancel the statement",
		Caution: "its work is lost and the transaction rolled back; find out first whether somebody waits for the result",
	}
	for _, s := range group {
		fix.Steps = append(fix.Steps, advice.CancelSession(s))
	}
	return fix
}
