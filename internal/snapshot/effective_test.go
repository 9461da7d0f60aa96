package snapshot

import "testing"

func TestEffective(t *testing.T) {
	c := NewCatalog(&Snapshot{
		Server: Server{Role: "dba", Database: "shop"},
		Settings: []Setting{
			{Name: "statement_timeout", VarType: "integer", Unit: "ms", Value: "30000", ResetVal: "0", Source: "session"},
			{Name: "jit", VarType: "bool", Value: "off", ResetVal: "off", Source: "database"},
			{Name: "lock_timeout", VarType: "integer", Unit: "ms", Value: "1000", ResetVal: "7", Source: "session"},
			{Name: "work_mem", VarType: "integer", Unit: "kB", Value: "4096", Source: "configuration file"},
		},
		SettingOverrides: []SettingOverride{
			{Name: "statement_timeout", Role: "app", Value: "5min"},
			{Name: "statement_timeout", Role: "app", Database: "shop", Value: "1.5 s"},
			{Name: "statement_timeout", Database: "other", Value: "9"},
			{Name: "jit", Database: "shop", Value: "false"},
			{Name: "lock_timeout", Role: "dba", Value: "7"},
			{Name: "work_mem", Value: "1GB"},
		},
	})
	for _, x := range []struct{ name, database, role, want string }{
		{"statement_timeout", "shop", "app", "1500"},
		{"statement_timeout", "other", "app", "300000"},
		{"statement_timeout", "other", "web", "9"},
		{"statement_timeout", "shop", "web", "0"}, // not the collector's own 30000
		{"jit", "shop", "", "off"},
		{"jit", "other", "", "unknown"}, // hidden by the override of the collector's database
		{"lock_timeout", "shop", "web", "unknown"},
		{"work_mem", "shop", "web", "1048576"},
		{"no_such", "shop", "web", "unknown"},
	} {
		got, ok := c.Effective(x.name, x.database, x.role)
		if !ok {
			got = "unknown"
		}
		if got != x.want {
			t.Errorf("%s for %s in %s is %s, want %s", x.name, x.role, x.database, got, x.want)
		}
	}
}
