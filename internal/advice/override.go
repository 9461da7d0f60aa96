package advice

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Override names the settings of a role, of a database, of a role in a
// database or, without either, of all roles: what ALTER ROLE and ALTER
// DATABASE … SET write.
type Override struct{ Role, Database string }

// OverrideOf says where an override stands.
func OverrideOf(o *snapshot.SettingOverride) Override { return Override{o.Role, o.Database} }

// String says for whom it is: role app in database shop.
func (o Override) String() string {
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

// Alter is the statement that changes it up to SET or RESET.
func (o Override) Alter() string {
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

// Reset takes a setting away.
func (o Override) Reset(name string) Step { return SQL(o.Alter() + " reset " + SettingIdent(name)) }

// set gives a setting a value.
func (o Override) set(name, value string) Step {
	if strings.Contains(value, snapshot.HiddenSecret) {
		return ByHand(fmt.Sprintf("set %s of %s again to the secret that it was: note it down before, since pgadept does not keep it", name, o))
	}
	return SQL(fmt.Sprintf("%s set %s = %s", o.Alter(), SettingIdent(name), SettingLiteral(name, value)))
}

// SetOverride gives a setting a value, and puts back what was there.
func (p *Pass) SetOverride(o Override, name, value string) (set, undo Step) {
	for i := range p.SettingOverrides {
		if old := &p.SettingOverrides[i]; old.Name == name && OverrideOf(old) == o {
			return o.set(name, value), o.set(name, old.Value)
		}
	}
	return o.set(name, value), o.Reset(name)
}

// DropOverride is the fix that takes an override away, and puts it back.
func DropOverride(o *snapshot.SettingOverride, summary string) *Fix {
	at := OverrideOf(o)
	return &Fix{
		Summary: summary,
		Steps:   []Step{at.Reset(o.Name)},
		Undo:    []Step{at.set(o.Name, o.Value)},
		Caution: "sessions that are connected keep the old value until they connect again",
	}
}

// OverrideForAll returns the override that gives all roles of this database a
// setting's value: the database's own, else that of ALTER ROLE ALL; nil where
// there is none. It outranks the configuration.
func (p *Pass) OverrideForAll(name string) *snapshot.SettingOverride {
	var found *snapshot.SettingOverride
	for i := range p.SettingOverrides {
		o := &p.SettingOverrides[i]
		if o.Name == name && o.Role == "" && (o.Database == p.Server.Database || o.Database == "" && found == nil) {
			found = o
		}
	}
	return found
}

// SettingIdent quotes a setting's name, each part of a custom one by itself.
func SettingIdent(name string) string {
	parts := strings.Split(name, ".")
	for i, part := range parts {
		parts[i] = pg.QuoteIdent(part)
	}
	return strings.Join(parts, ".")
}
