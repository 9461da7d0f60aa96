package snapshot

import (
	"math"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// ServerWide is the value that a setting has where no role or database
// overrides it: from the configuration, or built in. The value that the
// collecting session shows may be its own. ok is false when an override of
// the collecting role or of this database hides the server's value, or when
// the setting is unknown.
func (c *Catalog) ServerWide(name string) (value string, ok bool) {
	s := c.settings[name]
	if s == nil {
		return "", false
	}
	switch s.Source {
	case "database", "user", "database user", "client", "global":
		return "", false
	case "session", "interactive":
		if c.overridden(name, c.Server.Database, c.Server.Role) != nil {
			return "", false
		}
		return s.ResetVal, true
	}
	return s.Value, true
}

// Effective is the value that a setting has for a new session of a role in a
// database, in the setting's own unit: the strongest override, else the
// server's. An empty role asks for any role that has no override of its own.
func (c *Catalog) Effective(name, database, role string) (value string, ok bool) {
	if o := c.overridden(name, database, role); o != nil {
		if s := c.settings[name]; s != nil {
			return s.Normal(o.Value), true
		}
		return o.Value, true
	}
	return c.ServerWide(name)
}

// overridden returns the override that decides for a role in a database, in
// the order of the manual's pg_db_role_setting: role in database, role,
// database, all.
func (c *Catalog) overridden(name, database, role string) *SettingOverride {
	var best *SettingOverride
	rank := -1
	for i := range c.SettingOverrides {
		o := &c.SettingOverrides[i]
		if o.Name != name || o.Database != "" && o.Database != database || o.Role != "" && o.Role != role {
			continue
		}
		r := 0
		if o.Role != "" {
			r += 2
		}
		if o.Database != "" {
			r++
		}
		if r > rank {
			best, rank = o, r
		}
	}
	return best
}

// Normal is a value of the setting as pg_settings would show it: 5min of a
// setting in ms is 300000, yes of a switch is on.
func (s *Setting) Normal(text string) string {
	text = strings.TrimSpace(text)
	switch s.VarType {
	case "bool":
		if on, ok := pg.ParseBool(text); ok {
			return map[bool]string{true: "on", false: "off"}[on]
		}
	case "integer", "real":
		if v, ok := inUnit(text, s.Unit); ok {
			if s.VarType == "integer" {
				v = math.Round(v)
			}
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return text
}

// unitSize is what one of a unit is in bytes, or in microseconds.
var unitSize = map[string]float64{
	"B": 1, "kB": 1 << 10, "8kB": 8 << 10, "16kB": 16 << 10, "MB": 1 << 20, "16MB": 16 << 20, "GB": 1 << 30, "TB": 1 << 40,
	"us": 1, "ms": 1e3, "s": 1e6, "min": 60e6, "h": 3600e6, "d": 86400e6,
}

// inUnit reads a number with an optional unit and converts it to unit.
func inUnit(text, unit string) (float64, bool) {
	digits := strings.TrimRight(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ ")
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, false
	}
	from := strings.TrimSpace(text[len(digits):])
	if from == "" {
		return v, true
	}
	if unitSize[from] == 0 || unitSize[unit] == 0 {
		return 0, false
	}
	return v * unitSize[from] / unitSize[unit], true
}
