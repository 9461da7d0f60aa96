package vacuum

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// HorizonHeld finds who keeps VACUUM from removing dead rows.
var HorizonHeld = advice.Rule{
	ID:       "vacuum/horizon-held",
	Title:    "an old snapshot keeps VACUUM from removing dead rows",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaSessions, snapshot.AreaPreparedTransactions, snapshot.AreaSlots, snapshot.AreaReplication,
	},
	Wants: []snapshot.Area{snapshot.AreaSettings, snapshot.AreaRelations, snapshot.AreaTableCounters, snapshot.AreaProgress},
	Thresholds: []advice.Threshold{
		{Name: "xids", Default: 1e6, Unit: "transactions", Doc: "a horizon as far back as this is reported (low)"},
		{Name: "medium_xids", Default: 10e6, Unit: "transactions", Doc: "from here on the finding is medium"},
		{Name: "high_xids", Default: 100e6, Unit: "transactions", Doc: "from here on it is high"},
		{Name: "hours", Default: 24, Unit: "hours", Doc: "a horizon held for so long is reported (medium), however few the transactions beyond busy_xids"},
		{Name: "busy_xids", Default: busyXIDs, Unit: "transactions", Doc: "below this the database is idle and loses nothing"},
	},
	Check: func(p *advice.Pass) {
		// Without feedback a standby's queries hold nothing: replay cancels them.
		if p.Server.InRecovery && p.SettingValue("hot_standby_feedback") == "off" {
			return
		}
		for _, h := range holders(p) {
			if s := holderSeverity(p, h); s != "" {
				reportHolder(p, h, s)
			}
		}
	},
}

// busyXIDs is how many transactions make a database one that works.
const busyXIDs = 10_000

// holderSeverity weighs age in transactions and in hours; "" is not worth a
// word. The catalogs alone count one step less.
func holderSeverity(p *advice.Pass, h holder) advice.Severity {
	x := float64(h.xids)
	long := h.since != nil && p.Age(h.since).Hours() >= p.Threshold("hours") && x >= p.Threshold("busy_xids")
	switch {
	case x >= p.Threshold("high_xids") && !h.catalogs:
		return advice.High
	case (x >= p.Threshold("medium_xids") || long) && !h.catalogs, x >= p.Threshold("high_xids"):
		return advice.Medium
	case x >= p.Threshold("xids") || long:
		return advice.Low
	}
	return ""
}

func reportHolder(p *advice.Pass, h holder, severity advice.Severity) {
	from := ""
	if h.catalogs {
		from = " from the system catalogs"
	}
	title := fmt.Sprintf("VACUUM cannot remove%s what died in the last %s transactions: %s", from, advice.Count(float64(h.xids)), h.what)
	evidence := []advice.Evidence{{Name: "horizon", Value: h.xids, Unit: "transactions", Source: horizonSource(h)}}
	if h.since != nil {
		title += ", for " + advice.InWords(p.Age(h.since))
		evidence = append(evidence, advice.Evidence{Name: "held for", Value: math.Round(p.Age(h.since).Hours()), Unit: "hours", Source: sinceSource(h)})
	}
	evidence = append(evidence, h.evidence...)
	summary := "every row updated or deleted since stays, in the table and in all its indexes, and is read again by every scan"
	if victims := mostDead(p, h.catalogs); len(victims) > 0 {
		evidence = append(evidence, p.Counted("dead rows that may wait for it", strings.Join(victims, ", "), "pg_stat_all_tables.n_dead_tup"))
		summary += "; most dead rows are now in " + victims[0]
	}
	p.Report(advice.Finding{Severity: severity, Title: title, Object: h.object, Evidence: evidence, Impact: advice.Impact{Summary: summary}, Fix: h.fix})
}

func horizonSource(h holder) string {
	switch {
	case h.object.Kind == "prepared transaction":
		return "age(pg_prepared_xacts.transaction)"
	case h.object.Kind == "standby":
		return "age(pg_stat_replication.backend_xmin)"
	case h.object.Kind == "slot" && h.catalogs:
		return "age(pg_replication_slots.catalog_xmin)"
	case h.object.Kind == "slot":
		return "age(pg_replication_slots.xmin)"
	}
	return "age(pg_stat_activity.backend_xmin, backend_xid)"
}

func sinceSource(h holder) string {
	switch h.object.Kind {
	case "prepared transaction":
		return "pg_prepared_xacts.prepared"
	case "slot":
		return "pg_replication_slots.inactive_since"
	}
	return "pg_stat_activity.xact_start"
}

// mostDead are the three tables with the most dead rows, each with its number:
// the likely victims of a held horizon.
func mostDead(p *advice.Pass, catalogs bool) []string {
	var rs []*snapshot.Relation
	for i := range p.Relations {
		r := &p.Relations[i]
		k := p.TableCountersOf(r.OID)
		if r.Kind != "t" && r.System == catalogs && r.Persistence != "t" && k != nil && k.DeadTup >= 1000 {
			rs = append(rs, r)
		}
	}
	slices.SortStableFunc(rs, func(a, b *snapshot.Relation) int {
		return cmp.Compare(p.TableCountersOf(b.OID).DeadTup, p.TableCountersOf(a.OID).DeadTup)
	})
	var out []string
	for _, r := range rs[:min(3, len(rs))] {
		out = append(out, fmt.Sprintf("%s (%s)", r.PG(), advice.Count(float64(p.TableCountersOf(r.OID).DeadTup))))
	}
	return out
}
