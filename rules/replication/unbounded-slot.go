package replication

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// UnboundedSlot finds servers on which one slow or absent consumer of a
// replication slot can fill the disk with WAL.
var UnboundedSlot = advice.Rule{
	ID:       "replication/unbounded-slot",
	Title:    "nothing limits the WAL that a replication slot keeps",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaSlots, snapshot.AreaSettings},
	Thresholds: []advice.Threshold{
		{Name: "medium_bytes", Default: gigabyte, Unit: "bytes", Doc: "the finding is medium where a slot already keeps so much"},
	},
	Check: func(p *advice.Pass) {
		limit, ok := p.ServerWide("max_slot_wal_keep_size")
		if !ok || limit != "-1" || storesElsewhere(p) {
			return
		}
		var bearing []*snapshot.ReplicationSlot
		for _, s := range own(p) {
			if !lost(s) {
				bearing = append(bearing, s)
			}
		}
		if len(bearing) > 0 {
			reportUnbounded(p, bearing)
		}
	},
}

// storesElsewhere reports platforms whose WAL is not on a disk of the server's.
func storesElsewhere(p *advice.Pass) bool {
	switch p.Server.Platform {
	case "aurora", "alloydb", "neon":
		return true
	}
	return false
}

func reportUnbounded(p *advice.Pass, slots []*snapshot.ReplicationSlot) {
	most, inactive := slots[0], 0
	for _, s := range slots {
		if retained(s) > retained(most) {
			most = s
		}
		if !s.Active && s.RestartLSN != "" {
			inactive++
		}
	}
	severity := advice.Low
	if float64(retained(most)) >= p.Threshold("medium_bytes") {
		severity = advice.Medium
	}
	evidence := []advice.Evidence{
		{Name: "max_slot_wal_keep_size", Value: "-1", Unit: "MB", Source: "pg_settings.setting"},
		{Name: "slots", Value: len(slots), Source: "pg_replication_slots"},
		{Name: "inactive slots", Value: inactive, Source: "pg_replication_slots.active"},
		{Name: "most WAL kept, by " + most.Name, Value: retained(most), Unit: "bytes", Source: "pg_replication_slots.restart_lsn"},
	}
	if s := p.Setting("idle_replication_slot_timeout"); s != nil {
		evidence = append(evidence, advice.Evidence{Name: s.Name, Value: s.Value, Unit: s.Unit, Source: "pg_settings.setting"})
	}
	fix := p.SetParameter("max_slot_wal_keep_size", keepSize(p, retained(most)), "set a limit that leaves room on the disk")
	fix.Caution = "A slot that falls further behind than the limit is lost, and its consumer needs a new copy. Choose a value that the disk of pg_wal can hold beside max_wal_size, and that outlasts the longest expected absence of a consumer."
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("max_slot_wal_keep_size is unlimited, and %s may keep WAL until the disk is full", advice.Plural(int64(len(slots)), "replication slot")),
		Object:   advice.Object{Kind: "setting", Name: "max_slot_wal_keep_size"},
		Evidence: evidence,
		Impact:   advice.Impact{Summary: "a consumer that stops, or cannot keep up, stops the server in the end: with no room for WAL nobody can write"},
		Fix:      fix,
	})
}

// keepSize proposes a limit: 10 GB, or more where max_wal_size or what is kept
// today says that the server writes more.
func keepSize(p *advice.Pass, kept int64) string {
	limit := int64(10)
	if wal, ok := p.SettingBytes("max_wal_size"); ok {
		limit = max(limit, 4*wal/gigabyte)
	}
	return fmt.Sprintf("%dGB", max(limit, 2*kept/gigabyte+1))
}
