package replication

import (
	"fmt"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func reportSubscription(p *advice.Pass, s *snapshot.Subscription, severity advice.Severity, title, impact string, fix *advice.Fix) {
	p.Report(advice.Finding{
		Severity: severity, Title: title, Object: subscriptionObject(s),
		Evidence: subscriptionEvidence(p, s),
		Impact:   advice.Impact{Summary: impact},
		Fix:      fix,
	})
}

const falling = "its tables fall behind the publisher's, whose slot keeps WAL and old catalog rows until this subscription goes on"

func reportDisabled(p *advice.Pass, s *snapshot.Subscription) {
	severity, title := advice.Medium, fmt.Sprintf("subscription %s is disabled, while its slot on the publisher goes on keeping WAL", s.Name)
	if failed(s) {
		severity, title = advice.High, fmt.Sprintf("subscription %s is disabled after %s", s.Name, errorsInWords(s))
	}
	fix := &advice.Fix{
		Summary: "enable the subscription",
		Steps:   []advice.Step{advice.SQL("alter subscription " + pg.QuoteIdent(s.Name) + " enable")},
		Undo:    []advice.Step{advice.SQL("alter subscription " + pg.QuoteIdent(s.Name) + " disable")},
		Caution: "Where the subscription is no longer wanted, drop it instead: that drops its slot on the publisher too.",
	}
	if failed(s) {
		fix.Steps = append([]advice.Step{advice.ByHand(findError(s))}, fix.Steps...)
	}
	reportSubscription(p, s, severity, title, falling, fix)
}

func reportDetached(p *advice.Pass, s *snapshot.Subscription) {
	reportSubscription(p, s, advice.Low,
		fmt.Sprintf("subscription %s is disabled and has no slot: it can never receive anything", s.Name),
		"whoever reads its tables takes a copy that stopped for one that goes on",
		&advice.Fix{
			Summary: "drop the subscription; its tables stay",
			Steps:   []advice.Step{advice.SQL("drop subscription " + pg.QuoteIdent(s.Name))},
			Caution: "Its connection string goes with it and is not in the snapshot, so there is no undo. Nothing is done on the publisher.",
		})
}

func reportDown(p *advice.Pass, s *snapshot.Subscription) {
	title := fmt.Sprintf("subscription %s has no apply worker", s.Name)
	if failed(s) {
		title += ": it ended with an error each time, " + errorsInWords(s)
	}
	workers := ""
	if n, ok := p.SettingNumber("max_logical_replication_workers"); ok {
		workers = fmt.Sprintf(" (max_logical_replication_workers is %.0f)", n)
	}
	reportSubscription(p, s, advice.High, title, falling, &advice.Fix{
		Summary: "remove the error; the worker then starts again by itself",
		Steps:   []advice.Step{advice.ByHand(findError(s) + ", or give it a worker where there is none left" + workers)},
		Caution: "There is nothing to undo. Remove or change the conflicting row here; skipping the publisher's transaction instead (ALTER SUBSCRIPTION … SKIP, 15 and later) loses all its changes.",
	})
}

func reportSilent(p *advice.Pass, s *snapshot.Subscription) {
	reportSubscription(p, s, advice.Medium,
		fmt.Sprintf("subscription %s has heard nothing of its publisher for %s", s.Name, advice.InWords(p.Age(s.LatestEndTime))),
		falling, &advice.Fix{
			Summary: "see what the worker waits for",
			Steps:   []advice.Step{advice.ByHand(fmt.Sprintf("see in pg_stat_activity what process %d waits for: a lock held here, or the network", *s.WorkerPID))},
			Caution: "Nothing is changed, so there is nothing to undo.",
		})
}

func reportSyncFailing(p *advice.Pass, s *snapshot.Subscription) {
	reportSubscription(p, s, advice.Medium,
		fmt.Sprintf("subscription %s has %s not copied yet, after %s", s.Name, advice.Plural(int64(s.TablesNotReady), "table"), errorsInWords(s)),
		"those tables miss the publisher's rows, and each attempt copies them from the beginning",
		&advice.Fix{
			Summary: "remove the error; the copy is then tried again",
			Steps:   []advice.Step{advice.ByHand(findError(s))},
			Caution: "There is nothing to undo. Rows left by a restore or an earlier copy are the usual cause: empty the table here first.",
		})
}

// errorsInWords is the number of errors, and since when they are counted.
func errorsInWords(s *snapshot.Subscription) string {
	n := int64(0)
	for _, e := range []*int64{s.ApplyErrors, s.SyncErrors} {
		if e != nil {
			n += *e
		}
	}
	out := advice.Plural(n, "error")
	if s.StatsReset != nil {
		out += " since " + s.StatsReset.UTC().Format(time.DateOnly)
	}
	return out
}

func findError(s *snapshot.Subscription) string {
	return fmt.Sprintf("find the error of subscription %s in this server's log and remove its cause: a missing table or column, a duplicate key, a connection refused", s.Name)
}
