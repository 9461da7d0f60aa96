package replication

import (
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Lag finds standbys and other consumers of WAL that are far behind.
var Lag = advice.Rule{
	ID:       "replication/lag",
	Title:    "a standby is behind",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaReplication},
	Wants:    []snapshot.Area{snapshot.AreaWALReceiver, snapshot.AreaSlots},
	Thresholds: []advice.Threshold{
		{Name: "seconds", Default: 30, Unit: "seconds", Doc: "a standby that confirms or replays so much later is reported"},
		{Name: "high_seconds", Default: 600, Unit: "seconds", Doc: "from here on the finding is high"},
		{Name: "bytes", Default: gigabyte, Unit: "bytes", Doc: "a standby with so much WAL to go is reported, whatever the time"},
		{Name: "high_bytes", Default: 10 * gigabyte, Unit: "bytes", Doc: "from here on the finding is high"},
		{Name: "grace_minutes", Default: 15, Unit: "minutes", Doc: "a standby connected for less is still catching up"},
	},
	Check: func(p *advice.Pass) {
		for i := range p.Replication {
			if r := &p.Replication[i]; !settlingIn(p, r) {
				judgeSender(p, r)
			}
		}
		if w := p.WALReceiver; w != nil && p.Server.InRecovery {
			judgeReceiver(p, w)
		}
	},
}

// settlingIn reports connections that are no standby in service: a base
// backup, one whose details are hidden, and one that has just connected.
func settlingIn(p *advice.Pass, r *snapshot.Replication) bool {
	if r.State == "" || r.State == "backup" || r.State == "startup" {
		return true
	}
	grace := time.Duration(p.Threshold("grace_minutes") * float64(time.Minute))
	return r.State == "catchup" && r.BackendStart != nil && p.Age(r.BackendStart) < grace
}

// stage is one part of the way of WAL: sent, flushed, replayed.
type stage struct {
	bytes   int64
	seconds float64
	bytesOf string // columns
	timeOf  string
}

// newStage takes what is known of a stage; a consumer such as pg_receivewal
// never reports some of them.
func newStage(bytes *int64, seconds *float64, bytesOf, timeOf string) stage {
	s := stage{bytesOf: bytesOf, timeOf: timeOf}
	if bytes != nil {
		s.bytes = max(*bytes, 0)
	}
	if seconds != nil && s.bytes > 0 { // the last time measured stays for a while when all has arrived
		s.seconds = *seconds
	}
	return s
}

func (s stage) severity(p *advice.Pass) advice.Severity {
	switch b := float64(s.bytes); {
	case s.seconds >= p.Threshold("high_seconds") || b >= p.Threshold("high_bytes"):
		return advice.High
	case s.seconds >= p.Threshold("seconds") || b >= p.Threshold("bytes"):
		return advice.Medium
	}
	return ""
}

func (s stage) evidence(bytesName, timeName string) []advice.Evidence {
	out := []advice.Evidence{{Name: bytesName, Value: s.bytes, Unit: "bytes", Source: s.bytesOf}}
	if s.seconds > 0 {
		out = append(out, advice.Evidence{Name: timeName, Value: s.seconds, Unit: "seconds", Source: s.timeOf})
	}
	return out
}

// inWords is 42 seconds and 1.5 GB.
func (s stage) inWords() string {
	size := advice.Size(s.bytes) + " of WAL"
	if s.seconds < 1 {
		return size
	}
	return advice.InWords(time.Duration(s.seconds*float64(time.Second))) + " and " + size
}
