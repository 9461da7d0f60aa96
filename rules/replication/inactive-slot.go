package replication

import (
	"fmt"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// InactiveSlot finds replication slots that nobody reads from and that keep
// WAL and old rows for a consumer that may never come back.
var InactiveSlot = advice.Rule{
	ID:       "replication/inactive-slot",
	Title:    "a replication slot that nobody uses keeps WAL",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSlots, snapshot.AreaSettings},
	Wants:    []snapshot.Area{snapshot.AreaSessions, snapshot.AreaReplication},
	Thresholds: []advice.Threshold{
		{Name: "min_bytes", Default: gigabyte, Unit: "bytes", Doc: "a slot that keeps so much WAL is reported (medium) once it is inactive for min_minutes"},
		{Name: "high_bytes", Default: 10 * gigabyte, Unit: "bytes", Doc: "from here on the finding is high where nothing limits what a slot may keep"},
		{Name: "min_hours", Default: 1, Unit: "hours", Doc: "a slot inactive for so long is reported (low) however little it keeps; known from PostgreSQL 17 on"},
		{Name: "min_minutes", Default: 5, Unit: "minutes", Doc: "a consumer gone for less may be connecting again"},
	},
	Check: func(p *advice.Pass) {
		for _, s := range own(p) {
			// Without restart_lsn a slot was never used and keeps nothing.
			if s.Active || lost(s) || s.RestartLSN == "" || copying(p, s) {
				continue
			}
			if severity := inactiveSeverity(p, s); severity != "" {
				reportInactive(p, s, severity)
			}
		}
	},
}

func inactiveSeverity(p *advice.Pass, s *snapshot.ReplicationSlot) advice.Severity {
	kept := float64(retained(s))
	known := s.InactiveSince != nil
	idle := p.Age(s.InactiveSince)
	switch {
	case known && idle < time.Duration(p.Threshold("min_minutes")*float64(time.Minute)):
		return ""
	case kept >= p.Threshold("high_bytes") && p.SettingValue("max_slot_wal_keep_size") == "-1":
		return advice.High
	case kept >= p.Threshold("min_bytes"):
		return advice.Medium
	case known && idle.Hours() >= p.Threshold("min_hours"):
		return advice.Low
	}
	return ""
}

func reportInactive(p *advice.Pass, s *snapshot.ReplicationSlot, severity advice.Severity) {
	title := fmt.Sprintf("%s is inactive and keeps %s of WAL", described(s), advice.Size(retained(s)))
	if s.InactiveSince != nil {
		title = fmt.Sprintf("%s has been inactive for %s and keeps %s of WAL", described(s), advice.InWords(p.Age(s.InactiveSince)), advice.Size(retained(s)))
	}
	summary := "it keeps every WAL file written since, until the disk is full and the server stops"
	if keep, ok := p.SettingBytes("max_slot_wal_keep_size"); ok && keep > 0 {
		summary = fmt.Sprintf("it keeps WAL up to max_slot_wal_keep_size (%s), and is lost after that", advice.Size(keep))
	}
	if s.CatalogXminAge != nil || s.XminAge != nil {
		summary += "; VACUUM keeps the old rows that its consumer might still want to see"
	}
	p.Report(advice.Finding{
		Severity: severity, Title: title, Object: slotObject(s),
		Evidence: slotEvidence(p, s),
		Impact:   advice.Impact{Summary: summary, Bytes: retained(s)},
		Fix:      advice.DropSlot(s),
	})
}
