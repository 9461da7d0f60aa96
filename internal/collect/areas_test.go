package collect

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TestAskedAreas reads a part and compares it with the same part of the whole.
func TestAskedAreas(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		dsn := pgtest.DB(t, major)
		conn := pgtest.Conn(t, dsn)
		pgtest.Exec(t, conn, "create table t (id serial primary key, x text check (x <> ''))", "analyze t",
			"create view v as select * from t")
		whole, err := From(t.Context(), dsn, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			ask       []snapshot.Area
			relations int
			sequences int
			roles     bool
		}{
			{ask: []snapshot.Area{}},
			{ask: []snapshot.Area{snapshot.AreaRoles}, roles: true},
			{ask: []snapshot.Area{snapshot.AreaIndexes}, relations: len(whole.Relations)},
			{ask: []snapshot.Area{snapshot.AreaSequenceValues}, relations: len(whole.Relations), sequences: 1},
		} {
			s, err := From(t.Context(), dsn, Options{Areas: c.ask})
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Settings) != len(whole.Settings) || len(s.Relations) != c.relations || len(s.Sequences) != c.sequences || len(s.Roles) > 0 != c.roles {
				t.Errorf("%d, asked for %v: %d settings, %d relations, %d sequences, %d roles", major, c.ask, len(s.Settings), len(s.Relations), len(s.Sequences), len(s.Roles))
			}
			if len(s.Timings) >= len(whole.Timings) {
				t.Errorf("%d, asked for %v: %d queries, no fewer than for everything", major, c.ask, len(s.Timings))
			}
			for _, a := range snapshot.Areas() {
				n := s.Unseen(a)
				if asked := slices.Contains(c.ask, a); asked && n != nil && n.Unasked {
					t.Errorf("%d: %s was asked for and is noted as not asked for", major, a)
				}
				if a == snapshot.AreaStatements && (n == nil || !n.Unasked) {
					t.Errorf("%d: %s was not read and is not noted", major, a)
				}
			}
		}
		for _, n := range whole.NotSeen {
			if n.Unasked {
				t.Errorf("%d: %s is noted as not asked for when everything was", major, n.Area)
			}
		}
	}
}

// TestAreasAreComplete compares the list with the constants.
func TestAreasAreComplete(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../snapshot/area.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	constants := 0
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST {
			constants += len(g.Specs)
		}
	}
	areas := snapshot.Areas()
	if n := len(slices.Compact(slices.Sorted(slices.Values(areas)))); n != constants || n != len(areas) {
		t.Errorf("Areas has %d different of %d, there are %d constants", n, len(areas), constants)
	}
	read := map[snapshot.Area]bool{}
	for _, p := range parts {
		for _, a := range p.areas {
			read[a] = true
		}
	}
	for _, a := range areas {
		if !read[a] && a != snapshot.AreaExactBloat {
			t.Errorf("no part reads %s", a)
		}
	}
}
