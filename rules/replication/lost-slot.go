package replication

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// LostSlot finds replication slots that the server has given up, whose
// consumers can no longer continue where they stopped.
var LostSlot = advice.Rule{
	ID:       "replication/lost-slot",
	Title:    "a replication slot is lost, and its consumer cannot go on",
	Severity: advice.High,
	Needs:    []snapshot.Area{snapshot.AreaSlots},
	Check: func(p *advice.Pass) {
		for _, s := range own(p) {
			if lost(s) {
				reportLost(p, s)
			}
		}
	},
}

// lostBecause says in words why a slot was given up.
func lostBecause(s *snapshot.ReplicationSlot) string {
	switch s.InvalidationReason {
	case "rows_removed":
		return "rows that its consumer needs were removed on the primary"
	case "wal_level_insufficient":
		return "wal_level on the primary no longer has what logical decoding needs"
	case "idle_timeout":
		return "it was idle for longer than idle_replication_slot_timeout"
	}
	if s.InvalidationReason == "" && s.WALStatus != "lost" {
		return "it conflicted with recovery on this standby"
	}
	return "WAL that its consumer needs was removed"
}

func reportLost(p *advice.Pass, s *snapshot.ReplicationSlot) {
	evidence := slotEvidence(p, s)
	if s.InvalidationReason != "" {
		evidence = append(evidence, advice.Evidence{Name: "invalidation_reason", Value: s.InvalidationReason, Source: "pg_replication_slots.invalidation_reason"})
	}
	impact := "its standby cannot continue from this server: it needs a WAL archive that still has the files, or a new base backup; until then it is no standby"
	rebuild := fmt.Sprintf("rebuild the standby that uses slot %s, or let it catch up from the WAL archive", s.Name)
	if s.Type == "logical" {
		impact = "its consumer has missed changes that will never arrive: what it holds differs from this database until it is copied anew"
		rebuild = fmt.Sprintf("make the consumer of slot %s copy its tables anew, under a new slot", s.Name)
	}
	p.Report(advice.Finding{
		Title:    fmt.Sprintf("%s is lost: %s", described(s), lostBecause(s)),
		Object:   slotObject(s),
		Evidence: evidence,
		Impact:   advice.Impact{Summary: impact},
		Fix: &advice.Fix{
			Summary: "drop the slot, which nothing can revive, and rebuild its consumer",
			Steps: []advice.Step{
				advice.DropSlotStep(s),
				advice.ByHand(rebuild),
			},
			Caution: "The position of a lost slot cannot be restored, so there is no undo. Before the slot goes, see who still has its name: primary_slot_name of a standby, or a subscription.",
		},
	})
}
