// Package config holds the rules on the server's configuration.
package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// overridesHere returns the overrides that sessions of this database can meet.
func overridesHere(p *advice.Pass) []snapshot.SettingOverride {
	var out []snapshot.SettingOverride
	for _, o := range p.SettingOverrides {
		if o.Database == "" || o.Database == p.Server.Database {
			out = append(out, o)
		}
	}
	return out
}

// forEverybodyHere returns the override of a setting that holds for every
// role of this database: the database's own, else that of ALTER ROLE ALL.
func forEverybodyHere(p *advice.Pass, name string) *snapshot.SettingOverride {
	var found *snapshot.SettingOverride
	for _, o := range overridesHere(p) {
		if o.Name == name && o.Role == "" && (found == nil || o.Database != "") {
			found = &o
		}
	}
	return found
}

// whose says for whom an override is: role app in database shop.
func whose(o snapshot.SettingOverride) string {
	switch {
	case o.Role == "" && o.Database == "":
		return "all roles"
	case o.Role == "":
		return "database " + o.Database
	case o.Database == "":
		return "role " + o.Role
	}
	return "role " + o.Role + " in database " + o.Database
}

// overrideObject names an override as the object of a finding.
func overrideObject(o snapshot.SettingOverride) advice.Object {
	return advice.Object{Kind: "setting", Name: o.Name + " of " + whose(o)}
}

func overrideEvidence(o snapshot.SettingOverride) advice.Evidence {
	return advice.Evidence{Name: o.Name + " of " + whose(o), Value: o.Value, Source: "pg_db_role_setting.setconfig"}
}

// alterOverride is the statement up to SET or RESET.
func alterOverride(o snapshot.SettingOverride) string {
	switch {
	case o.Role == "" && o.Database == "":
		return "alter role all"
	case o.Role == "":
		return "alter database " + pg.QuoteIdent(o.Database)
	case o.Database == "":
		return "alter role " + pg.QuoteIdent(o.Role)
	}
	return "alter role " + pg.QuoteIdent(o.Role) + " in database " + pg.QuoteIdent(o.Database)
}

// dropOverride is the fix that takes an override away, and puts it back.
func dropOverride(o snapshot.SettingOverride, summary string) *advice.Fix {
	alter, name := alterOverride(o), pg.QuoteIdent(o.Name)
	undo := advice.SQL(fmt.Sprintf("%s set %s = %s", alter, name, advice.SettingLiteral(o.Name, o.Value)))
	if strings.Contains(o.Value, snapshot.HiddenSecret) {
		undo = advice.ByHand(fmt.Sprintf("set %s of %s again to the secret that it was: note it down before, since pgadept does not keep it", o.Name, whose(o)))
	}
	return &advice.Fix{
		Summary: summary,
		Steps:   []advice.Step{advice.SQL(fmt.Sprintf("%s reset %s", alter, name))},
		Undo:    []advice.Step{undo},
		Caution: "sessions that are connected keep the old value until they connect again",
	}
}

// serverValue returns the server's value of a setting. Where an override of
// the collecting role or database hides it, it says that nothing is known.
func serverValue(p *advice.Pass, name string) (string, bool) {
	if p.Setting(name) == nil {
		return "", false
	}
	v, ok := p.ServerWide(name)
	if !ok {
		p.NotAssessable("an override of the collecting role or of this database hides the server's value of "+name,
			"collect as a role that has no setting of its own for it")
	}
	return v, ok
}

// settingEvidence is a setting's value and where it came from.
func settingEvidence(p *advice.Pass, name, value string) advice.Evidence {
	e := advice.Evidence{Name: name, Value: value, Source: "pg_settings.setting"}
	if s := p.Setting(name); s != nil {
		e.Unit = s.Unit
	}
	return e
}

func settingObject(name string) advice.Object { return advice.Object{Kind: "setting", Name: name} }

// ownStorage reports platforms whose storage layer takes the place of the
// file system that these settings are about.
func ownStorage(p *advice.Pass) bool {
	return slices.Contains([]string{"aurora", "alloydb", "neon"}, p.Server.Platform)
}

// databaseValue returns a setting's value for a role without settings of its
// own in this database, with the same reservation as serverValue.
func databaseValue(p *advice.Pass, name string) (string, bool) {
	if v, ok := p.Effective(name, p.Server.Database, ""); ok {
		return v, true
	}
	return serverValue(p, name)
}
