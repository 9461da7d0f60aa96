package connections

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// IdleWithoutPooler finds many sessions that only wait for their clients.
var IdleWithoutPooler = advice.Rule{
	ID:       "connections/idle-without-pooler",
	Title:    "many sessions are idle, and no pooler shares them",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaSessions, snapshot.AreaSettings},
	Thresholds: []advice.Threshold{
		{Name: "min_idle", Default: 100, Unit: "sessions", Doc: "idle sessions above which it is reported"},
		{Name: "idle_seconds", Default: 600, Unit: "seconds", Doc: "how long a session must have been idle to count; PgBouncer closes its own after 600"},
	},
	Check: func(p *advice.Pass) {
		if p.Server.ThroughPooler != "" {
			return
		}
		var idle []*snapshot.Session
		clients := tracked(p, p.Clients())
		for _, s := range clients {
			if s.State == "idle" && p.Age(s.StateChange).Seconds() >= p.Threshold("idle_seconds") {
				idle = append(idle, s)
			}
		}
		if float64(len(idle)) > p.Threshold("min_idle") {
			reportIdle(p, idle, len(clients))
		}
	},
}

func reportIdle(p *advice.Pass, idle []*snapshot.Session, clients int) {
	severity := advice.Low
	if p.Major() < 14 && len(idle) >= 500 {
		severity = advice.Medium // each snapshot walked all sessions before 14
	}
	most, _ := p.SettingNumber("max_connections")
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("%d of %d client sessions have been idle for over %.0f minutes", len(idle), clients, p.Threshold("idle_seconds")/60),
		Object:   advice.Object{Kind: "server", Name: "idle sessions"},
		Evidence: []advice.Evidence{
			{Name: "idle sessions", Value: len(idle), Source: "pg_stat_activity.state, state_change"},
			{Name: "client sessions", Value: clients, Source: "pg_stat_activity.backend_type"},
			{Name: "max_connections", Value: int(most), Source: "pg_settings.setting"},
			{Name: "most idle sessions", Value: largest(idle, 3), Source: "pg_stat_activity.usename, datname, application_name"},
		},
		Impact: advice.Impact{Summary: "each keeps a process with its own catalog caches, some MB that grow with the tables it has seen, and a slot of max_connections"},
		Fix: &advice.Fix{
			Summary: "let a pooler share a few sessions among all clients",
			Steps: []advice.Step{
				advice.ByHand("put a transaction pooler (PgBouncer, pgcat, the provider's) between the clients and the server, or let the clients' pools close idle connections"),
			},
			Undo:    []advice.Step{advice.ByHand("connect directly again")},
			Caution: "transaction pooling does not keep session state: SET, LISTEN, session advisory locks, and prepared statements unless the pooler handles them",
		},
	})
}
