package main

import (
	"os"
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

// flipFile damages the byte in the middle of a file: flip FILE.
func flipFile(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	b[len(b)/2] ^= 0x55
	ts.Check(os.WriteFile(name, b, 0o600))
}
