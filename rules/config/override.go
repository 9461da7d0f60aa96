// Package config holds the rules on the server's configuration.
package config

import (
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// overridesHere returns the overrides that sessions of this database can meet.
func overridesHere(p *advice.Pass) []*snapshot.SettingOverride {
	var out []*snapshot.SettingOverride
	for i := range p.SettingOverrides {
		if o := &p.SettingOverrides[i]; o.Database == "" || o.Database == p.Server.Database {
			out = append(out, o)
		}
	}
	return out
}

// overrideObject names an override as the object of a finding.
func overrideObject(o *snapshot.SettingOverride) advice.Object {
	return advice.Object{Kind: "setting", Name: o.Name + " of " + advice.OverrideOf(o).String()}
}

func overrideEvidence(o *snapshot.SettingOverride) advice.Evidence {
	return advice.Evidence{Name: o.Name + " of " + advice.OverrideOf(o).String(), Value: o.Value, Source: "pg_db_role_setting.setconfig"}
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
