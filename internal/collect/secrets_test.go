package collect

import (
	"slices"
	"strings"
	"testing"
)

// Each of these statements holds hunter2 where a secret stands.
var secretive = []string{
	"alter role r password 'hunter2'", "create user u with encrypted password E'hunter2' valid until 'infinity'",
	"create subscription s connection 'host=h user=u password=hunter2' publication p",
	"alter subscription s connection 'postgres://u:hunter2@h/d'",
	"create server s foreign data wrapper w options (sslpassword 'hunter2')", "alter server s options (set dsn 'hunter2')",
	"create user mapping for u server s options (user 'u', password $x$hunter2$x$)", "alter user mapping for u server s options (set passfile 'hunter2')",
	"copy t from program 'curl -H \"X-Key: hunter2\" https://example.com'", "copy (select 1) to 'hunter2'",
	`set "app.secret" = 'hunter2'`, "set app.user to hunter2", "alter database d set app.jwt to 'hunter2'", "alter system set archive_command = 'PW=hunter2 push %p'",
	"do $$ begin perform login('hunter2'); end $$", "call login('hunter2')", "execute login('hunter2')", "explain select login('hunter2')",
	"create function f() returns text language sql as 'select hunter2'", "comment on role r is 'hunter2'",
	"select 1; alter role r password 'hunter2'", "/* a */ alter role r password 'hunter2'", "begin; select login('hunter2')",
	"select * from dblink('host=h user=u hunter2', 'select 1')", "select dblink_connect('c', 'hunter2')",
	"select pgp_sym_encrypt(name, 'hunter2') from t", "select pgp_sym_decrypt(name, 'hunter2') from t", "select encrypt(a, 'hunter2', 'aes') from t",
	"select * from u where hash = crypt('hunter2', hash)", "select * from u where hash = md5('hunter2')", "select hmac(a, 'hunter2', 'sha256') from t",
	"select set_config('app.user', 'hunter2', false)", "insert into feed (url) values ('https://u:hunter2@example.com/')",
	"update u set password = 'hunter2'", "select * from session where Token = 'hunter2'", "with x as (select 'hunter2' as api_key) select * from x",
	"alter role r password 'hunter2", "select 1; alter role r password 'hunter2", "insert into u (name, passwd) values ('a', 'hunter2", // cut off
}

func TestSecretsOfStatements(t *testing.T) {
	t.Parallel()
	for _, text := range secretive {
		if got := hideConstants(text); strings.Contains(got, "hunter2") {
			t.Errorf("%s becomes %s", text, got)
		}
	}
	// The constants of ordinary work stay, and so does what has none.
	for _, text := range []string{
		"", "select * from orders where state = 'open' and total > 100", "update customer set name = 'Ada' where id = 1",
		"insert into link (url) values ('https://example.com:8080/a@b')", "with a as (select 1) delete from t where x in (table a)",
		"select * from orders where state = 'open", "merge into t using s on true when matched then update set a = 'x'",
		"autovacuum: VACUUM public.orders (to prevent wraparound)", "<insufficient privilege>", "refresh materialized view v", "create index on t (lower(name))",
	} {
		if got := hideConstants(text); got != text {
			t.Errorf("%s becomes %s", text, got)
		}
	}
}

func TestSecretsOfSettings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, value, want string }{
		{"archive_command", "AWS_SECRET_ACCESS_KEY=hunter2 wal-g wal-push %p", "AWS_SECRET_ACCESS_KEY=*** wal-g wal-push %p"},
		{"archive_command", "PGPASSWORD='hunter 2' push %p && sync", "PGPASSWORD=*** push %p && sync"},
		{"archive_command", "push --secret-key hunter2 --user=ada:hunter2 %p", "push --secret-key *** --user=ada:*** %p"},
		{"archive_command", `sshpass -p hunter2 scp %p ada@h:/wal/%f`, `sshpass -p *** scp %p ada@h:/wal/%f`},
		{"restore_command", `curl -fu ada -H "Authorization: Bearer hunter2" -u ada:hunter2 https://ada:hunter2@h/%f -o %p`, `curl -fu ada -H "Authorization: Bearer ***" -u ada:*** https://ada:***@h/%f -o %p`},
		{"ssl_passphrase_command", "printf '%s' hunter2", "printf ***"},
		{"app.dsn", "host=h password=hunter2 user=ada", "host=h password=*** user=ada"},
		{"app.url", "postgres://ada:hunter2@h/d?sslpassword=hunter2&sslmode=require", "postgres://ada:***@h/d?sslpassword=***&sslmode=require"},
		{"app.jwt", "hunter2", "***"}, {"app.secret_1", "hunter2", "***"}, {"app.signing_key", "hunter2", "***"},
		{"primary_conninfo", "host=h password=hunter2", "password=***"}, {"primary_conninfo", "host=h", "***"},
	} {
		if got := hideSecret(c.name, c.value); got != c.want {
			t.Errorf("%s = %s becomes %s, want %s", c.name, c.value, got, c.want)
		}
	}
	for _, s := range [][2]string{
		{"archive_command", `test ! -f "/wal/%f" && cp "%p" "/wal/%f"`}, {"archive_command", "pgbackrest --stanza=main archive-push %p"},
		{"restore_command", "PGPASSWORD=$REPO_PASSWORD fetch --user=ada --token-file=/etc/token %f %p"}, {"archive_command", "push --password \"$PW\" https://h:8080/%f %p"},
		{"ssl_passphrase_command", "/usr/local/bin/ask %p"}, {"password_encryption", "scram-sha-256"}, {"search_path", `"$user", token, public`},
		{"shared_preload_libraries", "passwordcheck, credcheck"}, {"passwordcheck.min_password_length", "12"}, {"log_line_prefix", "%m [%p] user=%u "},
	} {
		if got := hideSecret(s[0], s[1]); got != s[1] {
			t.Errorf("%s = %s becomes %s", s[0], s[1], got)
		}
	}
}

func TestSecretsOfOptions(t *testing.T) {
	t.Parallel()
	got := hideOptions([]string{"host=h", "password=hunter2", "passfile=/hunter2", "sslpassword=hunter2", "secret_access_key=hunter2", "url=postgres://ada:hunter2@h", "radiussecrets=", "user"})
	want := []string{"host=h", "password=***", "passfile=***", "sslpassword=***", "secret_access_key=***", "url=postgres://ada:***@h", "radiussecrets=", "user"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
