// Package replication holds the rules on standbys, replication slots,
// publications and subscriptions.
package replication

import (
	"fmt"
	"math"
	"regexp"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

const gigabyte = 1 << 30

// own returns the slots that rules judge: those that outlive their session and
// are the server's own, not copies that a standby keeps in step with the
// primary's.
func own(p *advice.Pass) []*snapshot.ReplicationSlot {
	var out []*snapshot.ReplicationSlot
	for i := range p.Slots {
		s := &p.Slots[i]
		if !s.Temporary && !(p.Server.InRecovery && s.Synced != nil && *s.Synced) {
			out = append(out, s)
		}
	}
	return out
}

// lost reports whether the server has given the slot up.
func lost(s *snapshot.ReplicationSlot) bool {
	return s.WALStatus == "lost" || s.InvalidationReason != "" || s.Conflicting != nil && *s.Conflicting
}

// retained is the WAL that a slot keeps, 0 where it keeps none or that is unknown.
func retained(s *snapshot.ReplicationSlot) int64 {
	if s.RetainedBytes == nil || *s.RetainedBytes < 0 {
		return 0
	}
	return *s.RetainedBytes
}

// syncSlot matches the slots of table synchronisation workers
// (ReplicationSlotNameForTablesync in src/backend/replication/logical/tablesync.c).
var syncSlot = regexp.MustCompile(`^pg_[0-9]+_sync_[0-9]+_[0-9]+$`)

// copying reports whether a subscription copies a table under the slot, which
// is inactive meanwhile although its session is there; also where that cannot
// be seen.
func copying(p *advice.Pass, s *snapshot.ReplicationSlot) bool {
	if !syncSlot.MatchString(s.Name) {
		return false
	}
	if p.Unseen(snapshot.AreaSessions) != nil || p.Unseen(snapshot.AreaReplication) != nil {
		return true
	}
	for i := range p.Sessions {
		if p.Sessions[i].ApplicationName == s.Name {
			return true
		}
	}
	for i := range p.Replication {
		if p.Replication[i].ApplicationName == s.Name {
			return true
		}
	}
	return false
}

func slotObject(s *snapshot.ReplicationSlot) advice.Object {
	return advice.Object{Kind: "slot", Name: s.Name}
}

// described is a slot for a title: logical replication slot cdc.
func described(s *snapshot.ReplicationSlot) string {
	return fmt.Sprintf("%s replication slot %s", s.Type, s.Name)
}

// slotEvidence is what pg_replication_slots says of the state of a slot.
func slotEvidence(p *advice.Pass, s *snapshot.ReplicationSlot) []advice.Evidence {
	out := []advice.Evidence{{Name: "active", Value: s.Active, Source: "pg_replication_slots.active"}}
	add := func(name string, value any, unit, column string) {
		out = append(out, advice.Evidence{Name: name, Value: value, Unit: unit, Source: "pg_replication_slots." + column})
	}
	if s.WALStatus != "" {
		add("wal_status", s.WALStatus, "", "wal_status")
	}
	if s.RetainedBytes != nil {
		add("WAL kept", retained(s), "bytes", "restart_lsn")
	}
	if s.InactiveSince != nil {
		add("inactive for", math.Floor(p.Age(s.InactiveSince).Hours()), "hours", "inactive_since")
	}
	if s.CatalogXminAge != nil {
		add("catalog rows kept from", *s.CatalogXminAge, "transactions", "catalog_xmin")
	}
	if s.XminAge != nil {
		add("rows kept from", *s.XminAge, "transactions", "xmin")
	}
	return out
}
