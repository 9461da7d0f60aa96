//go:build unix

package collect_test

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/pgadept/pgadept/internal/pgserver"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/session"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// bouncer starts PgBouncer in transaction mode, with a single connection to the
// server, and returns a connection string to the database through it. Without
// PgBouncer the test is skipped, and says so; .ci/run demands it.
func bouncer(t *testing.T, server *pgserver.Server) string {
	t.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		const message = "no pgbouncer in PATH, so nothing was collected through a pooler; on Debian: apt-get install pgbouncer"
		if os.Getenv("PGADEPT_TEST_PGBOUNCER") == "required" {
			t.Fatal(message)
		}
		t.Skip(message)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	u, err := url.Parse(server.ConnString("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	users := filepath.Join(server.Dir(), "pgbouncer.users")
	if err := os.WriteFile(users, []byte(`"postgres" ""`), 0o644); err != nil {
		t.Fatal(err)
	}
	ini := filepath.Join(server.Dir(), "pgbouncer.ini") // where that account may read it
	if err := os.WriteFile(ini, fmt.Appendf(nil, `[databases]
postgres = host=%[1]s port=%[2]s dbname=postgres user=postgres
hurried = host=%[1]s port=%[2]s dbname=hurried user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %[3]s
unix_socket_dir =
auth_type = trust
auth_file = %[4]s
admin_users = postgres
pool_mode = transaction
default_pool_size = 1
`, u.Query().Get("host"), u.Query().Get("port"), port, users), 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, server, program, ini)
	return "postgres://postgres@127.0.0.1:" + port + "/postgres?sslmode=disable"
}

// run starts PgBouncer as the account that the server runs as, which may enter
// the directory of its socket, and returns when it is up.
func run(t *testing.T, server *pgserver.Server, program, ini string) {
	t.Helper()
	cmd := exec.Command(program, ini)
	if info, err := os.Stat(server.Dir()); err == nil && os.Geteuid() == 0 {
		if owner, ok := info.Sys().(*syscall.Stat_t); ok {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: owner.Uid, Gid: owner.Gid}}
		}
	}
	cmd.Dir = "/"
	log, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		var exit *exec.ExitError
		if err := cmd.Wait(); err != nil && !errors.As(err, &exit) {
			t.Error(err)
		}
	})
	var said []string
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		if strings.Contains(lines.Text(), "process up") {
			go func() {
				for lines.Scan() { // else it blocks when the pipe is full
				}
			}()
			return
		}
		said = append(said, lines.Text())
	}
	t.Fatalf("pgbouncer did not start: %s", strings.Join(said, " | "))
}

func TestThroughPgBouncer(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		server := pgtest.Own(t, major, map[string]string{"autovacuum": "off"})
		direct := server.ConnString("postgres")
		conn := pgtest.Conn(t, direct)
		pgtest.Exec(t, conn, shopSQL)
		pooled := bouncer(t, server)
		c := take(t, pooled)
		same(t, "not seen", unseen(c), map[snapshot.Area]string{})
		same(t, "pooler", c.Server.ThroughPooler, "pooler")
		want := take(t, direct)
		same(t, "relations", len(c.Snapshot.Relations), len(want.Snapshot.Relations))
		same(t, "statistics", len(c.Snapshot.ColumnStatistics), len(want.Snapshot.ColumnStatistics))
		take(t, pooled) // the one connection to the server is free again, and as it was
		var left string
		s, err := session.Open(t.Context(), pooled)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close(t.Context())
		if err := s.Conn.QueryRow(t.Context(), "select current_setting('search_path') || ' ' || current_setting('lock_timeout')").Scan(&left); err != nil {
			t.Fatal(err)
		}
		same(t, "settings left behind", left, `"$user", public 0`)

		for name, want := range map[string]session.Kind{"pgbouncer": session.Console, "nowhere": session.NoDatabase} {
			_, err := session.Open(t.Context(), strings.Replace(pooled, "/postgres?", "/"+name+"?", 1))
			var refused *session.ConnectError
			if !errors.As(err, &refused) || refused.Kind != want {
				t.Errorf("database %s: got %v, want %q", name, err, want)
			}
		}

		// a limit that only the start-up message could lift, which PgBouncer refuses
		pgtest.Exec(t, conn, "create database hurried", "alter database hurried set statement_timeout = '1s'")
		_, err = session.Open(t.Context(), strings.Replace(pooled, "/postgres?", "/hurried?", 1))
		var refused *session.ConnectError
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), "has a statement_timeout too short to work within, and the pooler in between does not let pgadept lift it") {
			t.Errorf("through the pooler with a short statement_timeout: %v", err)
		}
	})
}
