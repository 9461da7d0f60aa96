package connections

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Saturated finds a server that runs out of connection slots.
var Saturated = advice.Rule{
	ID:       "connections/saturated",
	Title:    "nearly all connection slots are taken",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaSessions, snapshot.AreaSettings},
	Thresholds: []advice.Threshold{
		{Name: "busy_percent", Default: 80, Unit: "percent", Doc: "share of the slots for ordinary roles from which on it is reported"},
		{Name: "full_percent", Default: 95, Unit: "percent", Doc: "share from which on it is high"},
	},
	Check: func(p *advice.Pass) {
		slots, ok := ordinarySlots(p)
		if !ok || slots <= 0 {
			return
		}
		var taken []*snapshot.Session
		for i := range p.Sessions {
			s := &p.Sessions[i]
			// The kind of a hidden session is hidden too; only clients have a role and a database.
			if s.BackendType == "client backend" || s.Hidden && s.UserName != "" && s.Database != "" {
				taken = append(taken, s)
			}
		}
		if percent := 100 * float64(len(taken)) / float64(slots); percent >= p.Threshold("busy_percent") {
			reportSaturated(p, taken, slots, percent)
		}
	},
}

// ordinarySlots is how many sessions roles without privileges can have at
// once. Replication and background workers have slots of their own.
func ordinarySlots(p *advice.Pass) (int, bool) {
	most, ok := p.SettingNumber("max_connections")
	if !ok {
		return 0, false
	}
	for _, name := range []string{"superuser_reserved_connections", "reserved_connections"} { // the latter since 16
		if reserved, ok := p.SettingNumber(name); ok {
			most -= reserved
		}
	}
	return int(most), true
}

func reportSaturated(p *advice.Pass, taken []*snapshot.Session, slots int, percent float64) {
	severity := advice.Medium
	if percent >= p.Threshold("full_percent") {
		severity = advice.High
	}
	idle, hidden := 0, 0
	for _, s := range taken {
		switch {
		case s.Hidden:
			hidden++
		case s.State == "idle":
			idle++
		}
	}
	title := fmt.Sprintf("%d of %d connection slots are taken", len(taken), slots)
	if hidden == 0 {
		title += fmt.Sprintf(", %d of them by sessions that do nothing", idle)
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    title,
		Object:   advice.Object{Kind: "setting", Name: "max_connections"},
		Evidence: []advice.Evidence{
			{Name: "client sessions", Value: len(taken), Source: "pg_stat_activity.backend_type"},
			{Name: "idle", Value: idle, Source: "pg_stat_activity.state"},
			{Name: "slots for ordinary roles", Value: slots, Source: "pg_settings: max_connections less the reserved ones"},
			{Name: "most sessions", Value: largest(taken, 3), Source: "pg_stat_activity.usename, datname, application_name"},
		},
		Impact: advice.Impact{Summary: "at the limit every new connection is refused (53300), of health checks and deployments too"},
		Fix: &advice.Fix{
			Summary: "share sessions instead of adding slots",
			Steps: []advice.Step{
				advice.ByHand(fmt.Sprintf("put a transaction pooler before the server, or make the clients' pools smaller, so that together they open fewer than %d sessions", slots*4/5)),
			},
			Undo:    []advice.Step{advice.ByHand("connect directly again")},
			Caution: "a larger max_connections takes a restart, and memory for each session; a few times as many active sessions as processors make every one of them slower",
		},
	})
}

// largest names the n clients with the most sessions.
func largest(sessions []*snapshot.Session, n int) []string {
	groups := advice.ByClient(sessions)
	slices.SortStableFunc(groups, func(a, b []*snapshot.Session) int { return cmp.Compare(len(b), len(a)) })
	var out []string
	for _, g := range groups[:min(n, len(groups))] {
		out = append(out, fmt.Sprintf("%s: %d", advice.ClientOf(g[0]), len(g)))
	}
	return out
}
