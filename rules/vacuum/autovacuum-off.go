package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// AutovacuumOff finds servers on which autovacuum cannot work, because it or
// the counters it decides by are switched off, and roles and databases whose
// changes are not counted.
var AutovacuumOff = advice.Rule{
	ID:       "vacuum/autovacuum-off",
	Title:    "autovacuum, or the counters it decides by, are off",
	Severity: advice.Critical,
	Needs:    []snapshot.Area{snapshot.AreaSettings, snapshot.AreaSettingOverrides},
	Check: func(p *advice.Pass) {
		for _, name := range []string{"autovacuum", "track_counts"} {
			value, ok := p.ServerWide(name)
			switch {
			case !ok:
				p.NotAssessable("the server's own value of "+name+" does not show: an override of this role or database hides it", "connect as a role without one")
			case value == "off":
				reportOff(p, p.Setting(name))
			}
		}
		for i := range p.SettingOverrides {
			o := &p.SettingOverrides[i]
			if on, ok := pg.ParseBool(o.Value); o.Name == "track_counts" && ok && !on {
				reportUncounted(p, o)
			}
		}
	},
}

func reportOff(p *advice.Pass, s *snapshot.Setting) {
	f := advice.Finding{
		Title:    fmt.Sprintf("Autovacuum does not run: %s is off on the whole server", s.Name),
		Object:   advice.Object{Kind: "setting", Name: s.Name},
		Evidence: []advice.Evidence{{Name: s.Name, Value: "off", Source: "pg_settings.setting"}, {Name: "set by", Value: s.Source, Source: "pg_settings.source"}},
		Impact: advice.Impact{Summary: "dead rows are never removed and statistics never renewed, so tables and indexes grow and plans decay; " +
			"only the vacuum that wraparound forces still comes, on all tables at once"},
		Fix: p.SetParameter(s.Name, "on", fmt.Sprintf("switch %s on", s.Name)),
	}
	f.Fix.Caution = "Autovacuum then has a backlog: expect its workers to be busy for hours, at the pace that autovacuum_vacuum_cost_limit allows."
	if p.Server.InRecovery {
		f.Severity = advice.High
		f.Fix.Caution += " This is a standby, where autovacuum never runs: it matters from its promotion on."
	}
	p.Report(f)
}

func reportUncounted(p *advice.Pass, o *snapshot.SettingOverride) {
	who, fix := advice.OverrideOf(o).String(), advice.DropOverride(o, "let their changes be counted")
	p.Report(advice.Finding{
		Severity: advice.High,
		Title:    fmt.Sprintf("Autovacuum does not notice what sessions of %s change: track_counts is off for them", who),
		Object:   advice.Object{Kind: "setting", Name: "track_counts of " + who},
		Evidence: []advice.Evidence{{Name: "track_counts", Value: o.Value, Source: "pg_db_role_setting.setconfig"}},
		Impact:   advice.Impact{Summary: "updates and deletes of these sessions never bring autovacuum, nor do their inserts bring ANALYZE: the tables they write bloat unseen"},
		Fix:      fix,
	})
}
