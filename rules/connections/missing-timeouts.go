package connections

import (
	"fmt"
	"math"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

const (
	statementTimeout = "statement_timeout"
	idleTimeout      = "idle_in_transaction_session_timeout"
)

// MissingTimeouts finds roles of applications whose statements and idle
// transactions nothing ends.
var MissingTimeouts = advice.Rule{
	ID:       "connections/missing-timeouts",
	Title:    "nothing ends a role's runaway statements and idle transactions",
	Severity: advice.Low,
	Needs: []snapshot.Area{snapshot.AreaRoles, snapshot.AreaSettings, snapshot.AreaSettingOverrides,
		snapshot.AreaSessions, snapshot.AreaRelations},
	Wants: []snapshot.Area{snapshot.AreaStatements},
	Check: func(p *advice.Pass) {
		working := workingRoles(p)
		for i := range p.Roles {
			r := &p.Roles[i]
			if r.Login && !r.Superuser && !r.Replication && !strings.HasPrefix(r.Name, "pg_") && r.Name != p.Server.Role && working[r.Name] {
				judgeRole(p, r)
			}
		}
	},
}

// workingRoles are the roles that work in this database as far as can be
// seen: they are connected, own a relation, or were granted one.
func workingRoles(p *advice.Pass) map[string]bool {
	working := map[string]bool{}
	for _, s := range p.Clients() {
		if s.Database == p.Server.Database {
			working[s.UserName] = true
		}
	}
	for _, t := range p.UserRelations("r", "p", "v", "m", "f") {
		working[t.Owner] = true
		for _, a := range t.ACL {
			if g, err := pg.ParseGrant(a); err == nil {
				working[g.Grantee] = true
			}
		}
	}
	return working
}

func judgeRole(p *advice.Pass, r *snapshot.Role) {
	for _, name := range []string{idleTimeout, statementTimeout} {
		if _, ok := p.Effective(name, p.Server.Database, r.Name); !ok {
			p.NotAssessable("an override of the collecting role hides the server's "+name, "collect as a role that has no time-outs of its own")
			return
		}
	}
	if !unbounded(p, r.Name, "transaction_timeout") { // since 17; bounds both
		return
	}
	var missing []string
	for _, name := range []string{idleTimeout, statementTimeout} {
		// A 0 that was set for this very role is a decision.
		if unbounded(p, r.Name, name) && roleOverride(p, r.Name, name) == nil {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return
	}
	reportRole(p, r, missing)
}

func reportRole(p *advice.Pass, r *snapshot.Role, missing []string) {
	connected := 0
	for _, s := range p.Clients() {
		if s.UserName == r.Name && s.Database == p.Server.Database {
			connected++
		}
	}
	severity := advice.Low
	if connected > 0 && len(missing) == 2 {
		severity = advice.Medium
	}
	trouble := map[string]string{idleTimeout: "a forgotten transaction", statementTimeout: "a runaway statement"}
	nouns := make([]string, len(missing))
	evidence := []advice.Evidence{{Name: "sessions now", Value: connected, Source: "pg_stat_activity.usename"}}
	for i, name := range missing {
		nouns[i] = trouble[name]
		evidence = append(evidence, advice.Evidence{Name: name, Value: 0, Unit: "ms", Source: "pg_settings.setting, pg_db_role_setting.setconfig"})
	}
	longest := longestStatement(p, r.Name)
	if longest > 0 {
		evidence = append(evidence, advice.Evidence{Name: "longest statement recorded", Value: int64(math.Round(longest)), Unit: "ms", Source: "pg_stat_statements.max_exec_time"})
	}
	p.Report(advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("nothing ends %s of role %s", strings.Join(nouns, " or "), r.Name),
		Object:   advice.Object{Kind: "role", Name: r.Name},
		Evidence: evidence,
		Impact:   advice.Impact{Summary: "it holds its locks and stops vacuum until somebody notices"},
		Fix:      boundRole(p, r, missing, longest),
	})
}

func boundRole(p *advice.Pass, r *snapshot.Role, missing []string, longest float64) *advice.Fix {
	fix := &advice.Fix{
		Summary: "bound the role's statements and idle transactions",
		Caution: "for sessions that connect from now on; choose a statement_timeout above what the role's longest honest statement takes, and set it to 0 for the session where a migration or report needs more",
	}
	for _, name := range missing {
		value := "5min"
		if name == statementTimeout {
			value = fmt.Sprintf("%dmin", max(5, int(math.Ceil(2*longest/60000))))
		}
		set, undo := setForRole(p, r.Name, name, value)
		fix.Steps = append(fix.Steps, set)
		fix.Undo = append(fix.Undo, undo)
	}
	return fix
}

// longestStatement is the longest time that pg_stat_statements has seen one
// of the role's statements take, in ms; 0 when it has seen none.
func longestStatement(p *advice.Pass, role string) float64 {
	longest := 0.0
	for i := range p.Statements {
		if s := &p.Statements[i]; s.UserName == role {
			longest = max(longest, s.MaxTime)
		}
	}
	return longest
}
