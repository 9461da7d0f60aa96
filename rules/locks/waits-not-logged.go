package locks

import (
	"fmt"
	"strconv"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// WaitsNotLogged finds servers whose log does not show who waited for whom.
var WaitsNotLogged = advice.Rule{
	ID:       "locks/waits-not-logged",
	Title:    "the log does not show who waited for whom",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaSettingOverrides},
	Thresholds: []advice.Threshold{
		{Name: "max_deadlock_timeout", Default: 10, Unit: "seconds", Doc: "deadlock_timeout above which waits of that length stay unlogged"},
	},
	Check: func(p *advice.Pass) {
		logged, ok := p.Effective("log_lock_waits", p.Server.Database, "")
		if !ok {
			p.NotAssessable("an override of the collecting role or of this database hides the server's log_lock_waits",
				"collect as a role that has no setting of its own for it")
			return
		}
		if logged == "off" {
			report(p, "log_lock_waits", "off", "", "on", "log_lock_waits is off, so nothing is left of a lock wait once it is over")
			return
		}
		value, ok := p.Effective("deadlock_timeout", p.Server.Database, "")
		ms, err := strconv.ParseFloat(value, 64)
		if ok && err == nil && ms > 1000*p.Threshold("max_deadlock_timeout") {
			report(p, "deadlock_timeout", value, "ms", "1s", fmt.Sprintf("lock waits are logged from %.0f seconds on only, the deadlock_timeout", ms/1000))
		}
	},
}

func report(p *advice.Pass, name, value, unit, better, title string) {
	fix := p.SetParameter(name, better, "set "+name+" to "+better)
	if o := p.OverrideForAll(name); o != nil { // outranks the configuration
		set, undo := p.SetOverride(advice.OverrideOf(o), name, better)
		fix.Steps, fix.Undo = []advice.Step{set}, []advice.Step{undo}
	}
	p.Report(advice.Finding{
		Title:    title,
		Object:   advice.Object{Kind: "setting", Name: name},
		Evidence: []advice.Evidence{{Name: name, Value: value, Unit: unit, Source: "pg_settings.setting"}},
		Impact:   advice.Impact{Summary: "which session held up which, and with what statement, cannot be told after the fact"},
		Fix:      fix,
	})
}
