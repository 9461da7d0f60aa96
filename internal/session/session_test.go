package session_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/session"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		s, err := session.Open(t.Context(), pgtest.DB(t, major))
		if err != nil {
			t.Fatal(err)
		}
		var name string
		if err := s.Conn.QueryRow(t.Context(), "select current_setting('application_name')").Scan(&name); err != nil {
			t.Fatal(err)
		}
		if name != "pgadept" || s.Pooler != "" {
			t.Errorf("application_name %q, pooler %q", name, s.Pooler)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// refused opens a connection that must fail and returns the error.
func refused(t *testing.T, target string) *session.ConnectError {
	t.Helper()
	s, err := session.Open(t.Context(), target)
	if err == nil {
		s.Close(context.WithoutCancel(t.Context()))
		t.Fatalf("a connection to %s was made", target)
	}
	var e *session.ConnectError
	if !errors.As(err, &e) {
		t.Fatalf("%T is not a ConnectError: %v", err, err)
	}
	return e
}

// says checks an error's kind and sentence, which is one line without a password.
func says(t *testing.T, e *session.ConnectError, kind session.Kind, text string) {
	t.Helper()
	if e.Kind != kind || !strings.Contains(e.Error(), text) {
		t.Errorf("got %q: %s\nwant %q: … %s …", e.Kind, e, kind, text)
	}
	if strings.Contains(e.Error(), "hunter2") || strings.Contains(e.Error(), "\n") {
		t.Errorf("the sentence holds a password or a line break: %s", e)
	}
}

func TestNobodyThere(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free := l.Addr().String()
	l.Close()
	says(t, refused(t, "postgres://me:hunter2@"+free+"/db"), session.Unreachable, "no server listens at "+free+"/db (as me)")
	says(t, refused(t, "host="+t.TempDir()+" user=me password=hunter2"), session.Unreachable, "no such socket")
	says(t, refused(t, "postgres://me:hunter2@no-such-host.invalid/db"), session.Unreachable, "the host of no-such-host.invalid:5432/db (as me) is not known")
	says(t, refused(t, "postgres://me:hunter2@host:port/db"), session.BadTarget, "the connection string cannot be read")
	says(t, refused(t, "host=a user"), session.BadTarget, "the connection string cannot be read")
}

// answer is a listener that sends text to whoever connects and hangs up.
func answer(t *testing.T, text string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return // closed: the test is over
			}
			go func() {
				defer c.Close()
				if _, err := c.Read(make([]byte, 64)); err != nil {
					return
				}
				if _, err := io.WriteString(c, text); err != nil {
					return
				}
				if text == "N" { // TLS refused: the client hangs up
					io.Copy(io.Discard, c)
				}
			}()
		}
	}()
	return l.Addr().String()
}

func TestNotPostgres(t *testing.T) {
	t.Parallel()
	for _, greeting := range []string{"HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "220 mail ESMTP\r\n", "J\x00\x00\x00\x0a5.7.44", ""} {
		for _, tls := range []string{"disable", "require"} {
			says(t, refused(t, "postgres://me:hunter2@"+answer(t, greeting)+"/db?sslmode="+tls), session.NotPostgres, "does not speak PostgreSQL's protocol")
		}
	}
	says(t, refused(t, "postgres://me:hunter2@"+answer(t, "N")+"/db?sslmode=require"), session.NoTLS, "does not accept TLS")
}

func TestRefusedByServer(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		server := pgtest.Own(t, major, nil)
		target := server.ConnString("postgres")
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, "create role locked login password 'right'", "create role crowd login connection limit 0", "create role tls login")
		hba := filepath.Join(server.Dir(), "pg_hba.conf")
		lines, err := os.ReadFile(hba)
		if err != nil {
			t.Fatal(err)
		}
		lines = append([]byte("local all locked password\nlocal all outcast reject\n"), lines...)
		if err := os.WriteFile(hba, lines, 0o600); err != nil {
			t.Fatal(err)
		}
		pgtest.Exec(t, conn, "select pg_reload_conf()")
		as := func(user string) string { return strings.Replace(target, "postgres@", user+"@", 1) }
		// the postmaster reads pg_hba.conf again when it gets round to the signal
		for {
			s, err := session.Open(t.Context(), as("locked:hunter2"))
			if err != nil {
				break
			}
			s.Close(t.Context())
		}
		says(t, refused(t, as("locked:hunter2")), session.WrongPassword, "is wrong, or the role does not exist")
		says(t, refused(t, as("locked")), session.WrongPassword, "asks for a password and none was given")
		says(t, refused(t, as("outcast")), session.WrongPassword, "refuses the role")
		says(t, refused(t, as("nobody")), session.WrongPassword, "refuses the role: role \"nobody\" does not exist")
		says(t, refused(t, as("crowd")), session.Full, "no free connection slot")
		says(t, refused(t, server.ConnString("nowhere")), session.NoDatabase, "there is no such database")
	}
}

// TestSilentServer is let in by a server that answers nothing, since a catalog
// that every query needs is locked.
func TestSilentServer(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DB(t, pgtest.DefaultMajor())
	holder := pgtest.Conn(t, dsn)
	pgtest.Exec(t, holder, "begin", "lock table pg_catalog.pg_proc in access exclusive mode")
	says(t, refused(t, dsn+"&connect_timeout=1"), session.Unreachable, "let us in and did not answer the first query within 1s; it may be stuck, or another session has a system catalog locked")
	pgtest.Exec(t, holder, "rollback")
}
