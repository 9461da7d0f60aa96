package locks

import (
	"fmt"
	"math"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Deadlocks finds databases in which transactions deadlock day by day.
var Deadlocks = advice.Rule{
	ID:       "locks/deadlocks",
	Title:    "transactions deadlock day by day",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaDatabaseCounters, snapshot.AreaSettings},
	Thresholds: []advice.Threshold{
		{Name: "min_per_day", Default: 1, Unit: "deadlocks", Doc: "deadlocks a day from which on they are reported"},
		{Name: "many_per_day", Default: 10, Unit: "deadlocks", Doc: "deadlocks a day from which on they are medium"},
		{Name: "min_days", Default: 1, Unit: "days", Doc: "how long the counters must have counted"},
	},
	Check: func(p *advice.Pass) {
		d := p.Database()
		days, known := p.CountersDays()
		if d == nil || !known {
			p.NotAssessable("since when the counters count is not known", "")
			return
		}
		if days < p.Threshold("min_days") {
			p.NotAssessable(fmt.Sprintf("the counters of this database have counted for less than %s", advice.Plural(int64(p.Threshold("min_days")), "day")), "")
			return
		}
		if perDay := float64(d.Deadlocks) / days; perDay >= p.Threshold("min_per_day") {
			reportDeadlocks(p, d, perDay)
		}
	},
}

func reportDeadlocks(p *advice.Pass, d *snapshot.DatabaseCounters, perDay float64) {
	severity := advice.Low
	if perDay >= p.Threshold("many_per_day") {
		severity = advice.Medium
	}
	timeout, _ := p.SettingNumber("deadlock_timeout") // ms; each victim waited that long before it was found
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("database %s had %s in %s", d.Name, advice.Plural(d.Deadlocks, "deadlock"), advice.InWords(p.Age(p.CountersSince()))),
		Object:   advice.Object{Kind: "database", Name: d.Name},
		Evidence: []advice.Evidence{
			p.Counted("deadlocks", d.Deadlocks, "pg_stat_database.deadlocks"),
			{Name: "deadlocks a day", Value: math.Round(perDay*10) / 10, Source: "pg_stat_database.deadlocks, stats_reset"},
			{Name: "deadlock_timeout", Value: timeout, Unit: "ms", Source: "pg_settings.setting"},
		},
		Impact: advice.Impact{
			Summary:  "each rolls one transaction back after both have stood still for deadlock_timeout; a client that does not retry shows an error",
			MSPerDay: math.Round(perDay * timeout),
		},
		Fix: &advice.Fix{
			Summary: "take locks in one order everywhere",
			Steps: []advice.Step{
				advice.ByHand("find the two statements of each deadlock in the server's log, and make both transactions touch their rows in the same order"),
			},
			Undo:    []advice.Step{advice.ByHand("take the change of the application back")},
			Caution: "until then, let the application retry transactions that fail with SQLSTATE 40P01",
		},
	})
}
