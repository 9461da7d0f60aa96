package collect_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TestNoSecretIsKept says hunter2 in every place that the server shows
// afterwards, and looks for it in the whole snapshot.
func TestNoSecretIsKept(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.Own(t, major, map[string]string{"restore_command": "curl -u ada:hunter2 https://h/%f -o %p"}).ConnString("postgres")
		pgtest.Exec(t, pgtest.Conn(t, target), "create extension pg_stat_statements", "create foreign data wrapper w")
		for _, s := range []string{
			"create role r password 'hunter2'", "alter role r set app.dsn = 'host=h password=hunter2'", "alter database postgres set app.jwt = 'hunter2'",
			"create server s foreign data wrapper w options (host 'h', password 'hunter2')", "create user mapping for public server s options (password 'hunter2')",
			"create function f() returns int language sql set app.secret = 'hunter2' as 'select 1'",
			"copy (select 1 where 'hunter2' <> '') to program 'cat > /dev/null # hunter2'", "explain select * from pg_class where relname = 'hunter2'",
			`set "app.secret" = 'hunter2'`, "select set_config('app.user', 'hunter2', false)", "do $$ begin perform 'hunter2'; end $$",
		} {
			pgtest.Exec(t, pgtest.Conn(t, target), s) // which stays open, and shows it
		}
		pgtest.Exec(t, pgtest.Conn(t, target), "select relname from pg_class where relname = 'kept'")

		c := take(t, target)
		raw, err := json.Marshal(c.Snapshot)
		if err != nil {
			t.Fatal(err)
		}
		for rest := string(raw); ; {
			before, after, found := strings.Cut(rest, "hunter2")
			if !found {
				break
			}
			t.Errorf("hunter2 behind …%s", before[max(0, len(before)-100):])
			rest = after
		}
		find(t, c.Sessions, "the session with a constant", func(s *snapshot.Session) bool { return strings.HasSuffix(s.Query, "= 'kept'") })
		find(t, c.Statements, "the copy", func(s *snapshot.Statement) bool { return strings.HasPrefix(s.Query, "copy (select $") })
		same(t, "restore_command", c.SettingValue("restore_command"), "curl -u ada:*** https://h/%f -o %p")
	})
}
