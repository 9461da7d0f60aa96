package main

import (
	"net"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pgadept/pgadept/internal/pgtest"
)

// withServers stops the shared servers when the tests are done.
type withServers struct{ m *testing.M }

func (w withServers) Run() int { return pgtest.Run(w.m) }

func TestMain(m *testing.M) {
	testscript.Main(withServers{m}, map[string]func(){
		"pgadept": main,
	})
}

// TestCommandLine plays testdata/*.txtar: the command line's contract, one
// script a behaviour. $DSN is an empty database of the script's own; sql runs
// a file of statements in it.
func TestCommandLine(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup:               func(e *testscript.Env) error { return setup(t, e) },
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"sql":    runSQL(t),
			"cut":    cutFile,
			"head":   headFile,
			"flip":   flipFile,
			"gone":   goneServer,
			"status": exitStatus,
		},
	})
}

// setup gives a script its database and a clean environment.
func setup(t *testing.T, e *testscript.Env) error {
	for _, name := range []string{"PGADEPT_TARGET", "PGHOST", "PGHOSTADDR", "PGPORT", "PGUSER", "PGDATABASE", "PGSERVICE", "PGSERVICEFILE", "PGPASSWORD", "PGADEPT_PG_BIN", "NO_COLOR"} {
		e.Setenv(name, "")
	}
	if cache := os.Getenv("PGADEPT_CACHE"); cache != "" {
		e.Setenv("PGADEPT_CACHE", cache)
	}
	e.Setenv("DSN", pgtest.DB(t, pgtest.DefaultMajor()))
	nobody, err := freePort()
	if err != nil {
		return err
	}
	e.Setenv("CLOSED", nobody)
	e.Setenv("CHATTER", chatter(t))
	return nil
}

// freePort is an address on which nothing listens.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// chatter is a server that is no PostgreSQL: it greets like a mail server.
func chatter(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Write([]byte("220 mail.example.com ESMTP\r\n"))
			c.Close()
		}
	}()
	return l.Addr().String()
}
