package app_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/app"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/report"
)

// TestCheckOfNamesThatAreNotUTF8 checks a database of SQL_ASCII that holds
// LATIN1. Two tables differ in a byte that is no UTF-8; of each, the fix must not
// be SQL that names another one. Their neighbour's is SQL as ever.
func TestCheckOfNamesThatAreNotUTF8(t *testing.T) {
	t.Parallel()
	server := pgtest.Own(t, pgtest.DefaultMajor(), nil)
	pgtest.Exec(t, pgtest.Conn(t, server.ConnString("postgres")), "create database old encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0")
	conn := pgtest.Conn(t, server.ConnString("old"))
	for _, table := range []string{"caf\xe9", "caf\xe8", "café"} {
		pgtest.Exec(t, conn, `create table "`+table+`" (id int primary key, a int)`, `create index "`+table+`_a" on "`+table+`" (a)`, `create index "`+table+`_b" on "`+table+`" (a)`)
	}
	r, err := app.Check(t.Context(), app.Target{Words: server.ConnString("old")}, app.CheckOptions{Only: []string{"index/duplicate"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Findings) != 3 || r.Target.NotUTF8 == 0 {
		t.Fatalf("%d findings, %d values said not to be in UTF-8", len(r.Findings), r.Target.NotUTF8)
	}
	formats := map[string]string{}
	for _, format := range []string{"text", "json", "markdown", "sarif", "html"} {
		var b bytes.Buffer
		if err := app.Write(&b, r, format, report.TextOptions{Verbose: true, Width: 400}); err != nil {
			t.Fatal(err)
		}
		formats[format] = b.String()
		if !strings.Contains(b.String(), "and the byte itself in place of each") {
			t.Errorf("%s does not mark what cannot be run as it stands", format)
		}
	}
	for _, want := range []string{
		`values not in UTF-8, whose bytes show as \xNN`,
		`by hand: with client_encoding = SQL_ASCII, and the byte itself in place of each \x and two digits, run: drop index concurrently public."caf\xe9_b"`,
		`run: drop index concurrently public."caf\xe8_b"`,
		`1. drop index concurrently public."café_b";`,
	} {
		if !strings.Contains(formats["text"], want) {
			t.Errorf("the text lacks %q:\n%s", want, formats["text"])
		}
	}
	for _, f := range r.Findings {
		for _, s := range append(f.Fix.Steps, f.Fix.Undo...) {
			if sql := s.SQL != ""; sql != strings.Contains(f.Object.Name, "é") {
				t.Errorf("%s: %+v", f.Object, s)
			}
		}
	}
}
