package replication

import (
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SubscriptionFailing finds subscriptions that receive nothing.
var SubscriptionFailing = advice.Rule{
	ID:       "replication/subscription-failing",
	Title:    "a subscription is disabled or its worker fails",
	Severity: advice.High,
	Needs:    []snapshot.Area{snapshot.AreaSubscriptions},
	Thresholds: []advice.Threshold{
		{Name: "silent_minutes", Default: 10, Unit: "minutes", Doc: "a worker that has heard nothing from the publisher for so long is reported; the publisher reports at least every wal_sender_timeout"},
	},
	Check: func(p *advice.Pass) {
		if p.Server.InRecovery {
			return // subscriptions do nothing on a standby
		}
		for i := range p.Subscriptions {
			s := &p.Subscriptions[i]
			silence := time.Duration(p.Threshold("silent_minutes") * float64(time.Minute))
			switch {
			case !s.Enabled && s.SlotName == "":
				reportDetached(p, s)
			case !s.Enabled:
				reportDisabled(p, s)
			case s.WorkerPID == nil && !failed(s) && p.Now().Sub(p.Server.StartedAt) < settling:
				// the server has just started, its workers follow
			case s.WorkerPID == nil:
				reportDown(p, s)
			case s.LatestEndTime != nil && p.Age(s.LatestEndTime) >= silence:
				reportSilent(p, s)
			case s.TablesNotReady > 0 && s.SyncErrors != nil && *s.SyncErrors > 0:
				reportSyncFailing(p, s)
			}
		}
	},
}

// settling is how long a server that starts is given to start its workers.
const settling = 2 * time.Minute

func subscriptionObject(s *snapshot.Subscription) advice.Object {
	return advice.Object{Kind: "subscription", Name: s.Name}
}

// subscriptionEvidence is what the catalog and the statistics say of it.
func subscriptionEvidence(p *advice.Pass, s *snapshot.Subscription) []advice.Evidence {
	out := []advice.Evidence{{Name: "enabled", Value: s.Enabled, Source: "pg_subscription.subenabled"}}
	worker := any("none")
	if s.WorkerPID != nil {
		worker = *s.WorkerPID
	}
	out = append(out, advice.Evidence{Name: "apply worker", Value: worker, Source: "pg_stat_subscription.pid"})
	if s.ApplyErrors != nil && s.SyncErrors != nil {
		out = append(out,
			advice.Evidence{Name: "apply errors", Value: *s.ApplyErrors, Source: "pg_stat_subscription_stats.apply_error_count", Since: s.StatsReset},
			advice.Evidence{Name: "copy errors", Value: *s.SyncErrors, Source: "pg_stat_subscription_stats.sync_error_count", Since: s.StatsReset})
	}
	if s.LatestEndTime != nil {
		out = append(out, advice.Evidence{Name: "last heard of the publisher", Value: advice.InWords(p.Age(s.LatestEndTime)) + " ago", Source: "pg_stat_subscription.latest_end_time"})
	}
	if s.TablesNotReady > 0 {
		out = append(out, advice.Evidence{Name: "tables not ready", Value: s.TablesNotReady, Source: "pg_subscription_rel.srsubstate"})
	}
	return out
}

func failed(s *snapshot.Subscription) bool {
	return s.ApplyErrors != nil && *s.ApplyErrors > 0 || s.SyncErrors != nil && *s.SyncErrors > 0
}
