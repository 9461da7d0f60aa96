package main

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// runSQL runs each statement of a file in the script's database: sql FILE.
func runSQL(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg || len(args) != 1 {
			ts.Fatalf("usage: sql FILE")
		}
		conn := pgtest.Conn(t, ts.Getenv("DSN"))
		stmts, err := sqlparse.Split(ts.ReadFile(args[0]))
		ts.Check(err)
		for _, s := range stmts {
			if _, err := conn.Exec(t.Context(), s.Text, pgx.QueryExecModeSimpleProtocol); err != nil {
				ts.Fatalf("%v in %s", err, s.Text)
			}
		}
	}
}

// cutFile keeps the first two thirds of a file: cut FILE.
func cutFile(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	ts.Check(os.WriteFile(name, b[:len(b)*2/3], 0o600))
}

// headFile keeps the first bytes of a file: head FILE N.
func headFile(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(name, b[:n], 0o600))
}

// flipFile damages the byte in the middle of a file: flip FILE.
func flipFile(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	b[len(b)/2] ^= 0x55
	ts.Check(os.WriteFile(name, b, 0o600))
}

// exitStatus runs a program that must end with a status: status 2 pgadept ARGS.
func exitStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM ARGS")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s ended with status %d, want %d", args[1], got, want)
	}
}

// ownServer matches the directory of a throwaway server, in whose socket it
// is named.
var ownServer = regexp.MustCompile(`/\S+/pgadept-[0-9a-f]+`)

// goneServer checks that the throwaway server that a text names has left
// nothing: gone FILE.
func goneServer(ts *testscript.TestScript, _ bool, args []string) {
	dir := ownServer.FindString(ts.ReadFile(args[0]))
	if dir == "" {
		ts.Fatalf("%s names no throwaway server", args[0])
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		ts.Fatalf("%s is still there (%v)", dir, err)
	}
}
