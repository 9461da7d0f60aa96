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
			if o := &p.SettingOverrides[i]; o.Name == "track_counts" && isFalse(o.Value) {
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
	who, object := whose(o)
	undo := fmt.Sprintf("alter %s set track_counts = %s", who, pg.QuoteLiteral(o.Value))
	p.Report(advice.Finding{
		Severity: advice.High,
		Title:    fmt.Sprintf("Autovacuum does not notice what sessions of %s change: track_counts is off for them", object),
		Object:   advice.Object{Kind: "setting", Name: "track_counts of " + object},
		Evidence: []advice.Evidence{{Name: "track_counts", Value: o.Value, Source: "pg_db_role_setting.setconfig"}},
		Impact:   advice.Impact{Summary: "updates and deletes of these sessions never bring autovacuum, nor do their inserts bring ANALYZE: the tables they write bloat unseen"},
		Fix: &advice.Fix{
			Summary: "let their changes be counted",
			Steps:   []advice.Step{advice.SQL(fmt.Sprintf("alter %s reset track_counts", who))},
			Undo:    []advice.Step{advice.SQL(undo)},
			Caution: "Sessions that are connected keep the old value until they reconnect.",
		},
	})
}

// whose is what ALTER names for an override, and the same for people.
func whose(o *snapshot.SettingOverride) (sql, people string) {
	switch {
	case o.Role == "" && o.Database == "":
		return "role all", "every role"
	case o.Role == "":
		return "database " + pg.QuoteIdent(o.Database), "database " + o.Database
	case o.Database == "":
		return "role " + pg.QuoteIdent(o.Role), "role " + o.Role
	}
	return fmt.Sprintf("role %s in database %s", pg.QuoteIdent(o.Role), pg.QuoteIdent(o.Database)), fmt.Sprintf("role %s in database %s", o.Role, o.Database)
}
