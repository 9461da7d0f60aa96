// Package connections holds the rules on sessions and their limits.
package connections

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// roleOverride returns the override of a setting that is made for this very
// role, in this database or in all.
func roleOverride(p *advice.Pass, role, name string) *snapshot.SettingOverride {
	var found *snapshot.SettingOverride
	for i := range p.SettingOverrides {
		o := &p.SettingOverrides[i]
		if o.Role != role || o.Name != name || o.Database != "" && o.Database != p.Server.Database {
			continue
		}
		if found == nil || o.Database != "" { // the one in the database wins
			found = o
		}
	}
	return found
}

// unbounded reports whether a time-out never strikes for new sessions of a
// role in this database. One that does not exist in this version never does.
func unbounded(p *advice.Pass, role, name string) bool {
	value, ok := p.Effective(name, p.Server.Database, role)
	return ok && value == "0" || p.Setting(name) == nil
}

// setForRole sets a time-out for one role and returns the step that undoes it.
func setForRole(p *advice.Pass, role, name, value string) (set, undo advice.Step) {
	at := advice.Override{Role: role}
	if old := roleOverride(p, role, name); old != nil {
		at = advice.OverrideOf(old)
	}
	return p.SetOverride(at, name, value)
}

// blockedBy counts the sessions that wait for a lock of one of these.
func blockedBy(p *advice.Pass, blockers []*snapshot.Session) int {
	pids := map[int]bool{}
	for _, s := range blockers {
		pids[s.PID] = true
	}
	n := 0
	for i := range p.Sessions {
		for _, b := range p.Sessions[i].BlockedBy {
			if pids[b] {
				n++
				break
			}
		}
	}
	return n
}

// tracked leaves out sessions that do not show their state because of
// track_activities = off, and says so.
func tracked(p *advice.Pass, sessions []*snapshot.Session) []*snapshot.Session {
	var out []*snapshot.Session
	for _, s := range sessions {
		if s.State == "disabled" {
			p.NotAssessable("track_activities is off, so sessions do not show what they do", "alter system set track_activities = on")
			continue
		}
		out = append(out, s)
	}
	return out
}
