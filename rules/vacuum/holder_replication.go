package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// slotHolders are the replication slots with an xmin (feedback of a standby)
// or a catalog_xmin (logical decoding). An invalidated slot holds nothing.
func slotHolders(p *advice.Pass) []holder {
	var out []holder
	for i := range p.Slots {
		s := &p.Slots[i]
		if s.WALStatus == "lost" || s.InvalidationReason != "" {
			continue
		}
		if s.XminAge != nil && *s.XminAge > 0 {
			out = append(out, slotHolder(s, *s.XminAge, false))
		} else if s.CatalogXminAge != nil && *s.CatalogXminAge > 0 {
			out = append(out, slotHolder(s, *s.CatalogXminAge, true))
		}
	}
	return out
}

func slotHolder(s *snapshot.ReplicationSlot, xids int64, catalogs bool) holder {
	h := holder{object: advice.Object{Kind: "slot", Name: s.Name}, xids: xids, since: s.InactiveSince, catalogs: catalogs}
	state := "active"
	if !s.Active {
		state = "inactive"
	}
	h.what = fmt.Sprintf("the %s %s replication slot %s", state, s.Type, s.Name)
	h.evidence = []advice.Evidence{{Name: "active", Value: s.Active, Source: "pg_replication_slots.active"}}
	if s.RetainedBytes != nil {
		h.evidence = append(h.evidence, advice.Evidence{Name: "WAL kept", Value: *s.RetainedBytes, Unit: "bytes", Source: "pg_replication_slots.restart_lsn"})
	}
	switch {
	case !s.Active:
		h.fix = advice.DropSlot(s)
	case s.Type == "logical":
		h.fix = byHand("let the consumer confirm what it has received",
			fmt.Sprintf("find out why the consumer of slot %s (process %s) does not advance, and make it confirm or restart it", s.Name, process(s)))
	default:
		h.fix = byHand("end the query that the standby reports",
			fmt.Sprintf("on the standby that uses slot %s, end the session with the oldest backend_xmin in pg_stat_activity", s.Name))
	}
	return h
}

func process(s *snapshot.ReplicationSlot) string {
	if s.ActivePID == nil {
		return "unknown"
	}
	return fmt.Sprint(*s.ActivePID)
}

// standbyHolders are the standbys that report their queries' horizon without
// a slot to keep it in.
func standbyHolders(p *advice.Pass) []holder {
	var out []holder
	for i := range p.Replication {
		s := &p.Replication[i]
		if s.BackendXminAge == nil || *s.BackendXminAge <= 0 {
			continue
		}
		name := s.ApplicationName
		if s.ClientAddr != "" {
			name += " (" + s.ClientAddr + ")"
		}
		h := holder{object: advice.Object{Kind: "standby", Name: name}, what: "standby " + name + ", by hot_standby_feedback", xids: *s.BackendXminAge}
		h.evidence = []advice.Evidence{{Name: "application_name", Value: s.ApplicationName, Source: "pg_stat_replication.application_name"}}
		h.fix = byHand("end the query that the standby reports",
			fmt.Sprintf("on standby %s, end the session with the oldest backend_xmin in pg_stat_activity", name))
		out = append(out, h)
	}
	return out
}

func byHand(summary, what string) *advice.Fix {
	return &advice.Fix{Summary: summary, Steps: []advice.Step{advice.ByHand(what)}, Caution: "It is done outside this database, so there is nothing here to undo."}
}
