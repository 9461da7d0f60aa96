package advice

import "testing"

func TestSettingLiteral(t *testing.T) {
	for _, x := range []struct{ name, value, want string }{
		{"work_mem", "64MB", "'64MB'"},
		{"search_path", `"$user", public`, "'$user', 'public'"},
		{"search_path", `""`, "''"},
		{"search_path", `"a, ""b"""`, `'a, "b"'`},
		{"shared_preload_libraries", "pg_stat_statements,auto_explain", "'pg_stat_statements', 'auto_explain'"},
		{"shared_preload_libraries", "", "''"},
		{"synchronous_standby_names", "any 1 (a, b)", "'any 1 (a, b)'"}, // a list, but taken as one string
	} {
		if got := SettingLiteral(x.name, x.value); got != x.want {
			t.Errorf("%s = %s is written %s, want %s", x.name, x.value, got, x.want)
		}
	}
}
