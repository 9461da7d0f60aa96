package replication

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// judgeSender looks at one row of pg_stat_replication. What is not flushed
// over there is lost with this server; what is only not replayed is stale.
func judgeSender(p *advice.Pass, r *snapshot.Replication) {
	const view = "pg_stat_replication."
	flush := newStage(r.FlushBytes, r.FlushLag, view+"flush_lsn", view+"flush_lag")
	replay := newStage(r.ReplayBytes, r.ReplayLag, view+"replay_lsn", view+"replay_lag")
	sent := newStage(r.SentBytes, nil, view+"sent_lsn", "")
	what, name := consumer(p, r)
	f := advice.Finding{
		Object: advice.Object{Kind: what, Name: name},
		Evidence: append(append([]advice.Evidence{
			{Name: "state", Value: r.State, Source: view + "state"},
			{Name: "not sent", Value: sent.bytes, Unit: "bytes", Source: sent.bytesOf},
		}, flush.evidence("not flushed", "flush lag")...), replay.evidence("not replayed", "replay lag")...),
	}
	if r.SyncState != "" {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "sync_state", Value: r.SyncState, Source: view + "sync_state"})
	}
	// A subscriber confirms as flushed what it has applied.
	if f.Severity = flush.severity(p); f.Severity != "" {
		f.Title = fmt.Sprintf("%s %s is %s behind", what, name, flush.inWords())
		f.Impact.Summary = "what it has not received is lost if this server is; queries on it see old data, and WAL for it piles up here"
		f.Fix = outside("remove what holds up the transfer", flushCure(name, sent, flush))
		p.Report(f)
		return
	}
	if f.Severity = replay.severity(p); f.Severity != "" {
		f.Severity = milder(f.Severity)
		f.Title = fmt.Sprintf("%s %s has received but not replayed %s", what, name, replay.inWords())
		f.Impact.Summary = "queries on it see old data, and a fail-over to it must first replay the rest; nothing is lost"
		f.Fix = outside("remove what holds up replay", replayCure(what, name))
		p.Report(f)
	}
}

// consumer is what reads the WAL, and its name: a subscriber where it does so
// through a logical slot, a standby otherwise.
func consumer(p *advice.Pass, r *snapshot.Replication) (what, name string) {
	what, name = "standby", r.ApplicationName
	if r.ClientAddr != "" {
		name += " (" + r.ClientAddr + ")"
	}
	for i := range p.Slots {
		if s := &p.Slots[i]; s.Type == "logical" && s.ActivePID != nil && *s.ActivePID == r.PID {
			what = "subscriber"
		}
	}
	return what, name
}

// milder is one severity less.
func milder(s advice.Severity) advice.Severity {
	if s == advice.High {
		return advice.Medium
	}
	return advice.Low
}

// flushCure says where to look: WAL that was not even sent waits for the
// network or for the sender, the rest for the standby's disk.
func flushCure(name string, sent, flush stage) string {
	if sent.bytes*2 > flush.bytes {
		return fmt.Sprintf("find out what slows the connection to %s: bandwidth, a network fault, or a WAL sender short of CPU", name)
	}
	return fmt.Sprintf("find out why %s writes so slowly: its disk, or other load on that machine", name)
}

func replayCure(what, name string) string {
	if what == "subscriber" {
		return fmt.Sprintf("on subscriber %s, see what its apply worker waits for in pg_stat_activity: a lock, or a table without an index on the replica identity", name)
	}
	return fmt.Sprintf("on standby %s, end the queries that hold up replay (max_standby_streaming_delay), or resume it where it is paused", name)
}

func outside(summary, what string) *advice.Fix {
	return &advice.Fix{Summary: summary, Steps: []advice.Step{advice.ByHand(what)},
		Caution: "Nothing in this database is changed for it, so there is nothing to undo."}
}

// judgeReceiver looks at a standby from the inside.
func judgeReceiver(p *advice.Pass, w *snapshot.WALReceiver) {
	replay := newStage(w.ReplayLagBytes, nil, "pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()", "pg_last_xact_replay_timestamp()")
	if w.ReplayTimestamp != nil && replay.bytes > 0 {
		replay.seconds = p.Age(w.ReplayTimestamp).Seconds()
	}
	severity := replay.severity(p)
	if severity == "" {
		return
	}
	if !w.Paused {
		severity = milder(severity) // it will be replayed
	}
	title := fmt.Sprintf("this standby has received but not replayed %s", replay.inWords())
	fix := outside("remove what holds up replay", "end the queries on this standby that hold up replay (max_standby_streaming_delay)")
	if w.Paused {
		title += ": replay is paused"
		fix = &advice.Fix{
			Summary: "resume replay",
			Steps:   []advice.Step{advice.SQL("select pg_catalog.pg_wal_replay_resume()")},
			Undo:    []advice.Step{advice.SQL("select pg_catalog.pg_wal_replay_pause()")},
			Caution: "Somebody has paused it; ask why before the state that they wanted to keep is gone.",
		}
	}
	p.Report(advice.Finding{
		Severity: severity, Title: title, Object: advice.Object{Kind: "server", Name: "this standby"},
		Evidence: append(replay.evidence("not replayed", "replay lag"), advice.Evidence{Name: "paused", Value: w.Paused, Source: "pg_is_wal_replay_paused()"}),
		Impact:   advice.Impact{Summary: "queries here see old data, and a fail-over to it must first replay the rest"},
		Fix:      fix,
	})
}
