package rebuild

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/snapshot"
)

func TestSplitList(t *testing.T) {
	t.Parallel()
	for list, want := range map[string][]string{
		"":                       nil,
		"lower(a)":               {"lower(a)"},
		"lower(a), (b + 1)":      {"lower(a)", "(b + 1)"},
		"f(a, b), g('x, y', c)":  {"f(a, b)", "g('x, y', c)"},
		`"odd, name", b`:         {`"odd, name"`, "b"},
		`('it''s, (' || a), b`:   {`('it''s, (' || a)`, "b"},
		`(E'\\'', (' || a), b`:   {`(E'\\'', (' || a)`, "b"},
		`(E'a\\\'b, c' || a), b`: {`(E'a\\\'b, c' || a)`, "b"},
		"ARRAY[a, b], (c)[1]":    {"ARRAY[a, b]", "(c)[1]"},
	} {
		if d := cmp.Diff(want, splitList(list)); d != "" {
			t.Errorf("%s: %s", list, d)
		}
	}
}

func TestRolesOfTheServer(t *testing.T) {
	t.Parallel()
	s := newScript(snapshot.NewCatalog(&snapshot.Snapshot{
		Roles:   []snapshot.Role{{Name: "postgres", Superuser: true}, {Name: "app"}, {Name: "app_1"}, {Name: `o"dd`}},
		Schemas: []snapshot.Schema{{Name: "public", Owner: "pg_execute_server_program"}, {Name: "a", Owner: "app"}, {Name: "b", Owner: "unknown (OID=77)"}},
		Memberships: []snapshot.Membership{
			{Role: "pg_execute_server_program", Member: "app"}, {Role: "pg_read_all_data", Member: "app"}, {Role: "app", Member: `o"dd`, Admin: true},
		},
	}), Options{Builder: "builder", Reserved: []string{"app"}})
	plan, err := s.write()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]string{"app": "app_2"}, plan.Roles); d != "" {
		t.Errorf("renamed (-want +got):\n%s", d)
	}
	var all []string
	for _, st := range plan.Statements {
		all = append(all, st.SQL)
	}
	script := strings.Join(all, "\n")
	for _, want := range []string{
		`create role postgres nologin noinherit bypassrls;`, `create role app_2 nologin`, `create role "o""dd" nologin`,
		"grant pg_read_all_data to app_2", `grant app_2 to "o""dd" with admin option`, "grant app_2 to builder",
	} {
		if !strings.Contains(script, want) {
			t.Errorf("no %q in\n%s", want, script)
		}
	}
	for _, not := range []string{"pg_execute_server_program", " superuser", " login", "77"} {
		if strings.Contains(script, not) {
			t.Errorf("%q is in\n%s", not, script)
		}
	}
	for acl, want := range map[string]string{
		"app=arw*/postgres": `array['"app_2"=arw*/"postgres"']::pg_catalog.aclitem[]`,
		`"o""dd"=r/app`:     `array['"o""dd"=r/"app_2"']::pg_catalog.aclitem[]`,
		"=U/postgres":       `array['=U/"postgres"']::pg_catalog.aclitem[]`,
		"gone=U/postgres":   `array[]::pg_catalog.aclitem[]`,
		"no such thing":     `array[]::pg_catalog.aclitem[]`,
	} {
		if got := s.acl([]string{acl}); got != want {
			t.Errorf("%s: got %s, want %s", acl, got, want)
		}
	}
}

func TestNoScriptWithoutTables(t *testing.T) {
	t.Parallel()
	s := &snapshot.Snapshot{NotSeen: []snapshot.NotSeen{{Area: snapshot.AreaColumns, Why: "permission denied"}}}
	_, err := Script(snapshot.NewCatalog(s), Options{Builder: "b"})
	if err == nil || !strings.Contains(err.Error(), "no columns (permission denied)") {
		t.Errorf("the error is %v", err)
	}
	s.NotSeen[0].Partial = true
	if _, err := Script(snapshot.NewCatalog(s), Options{Builder: "b"}); err != nil {
		t.Error(err)
	}
}

func TestModifiersOfStandIns(t *testing.T) {
	t.Parallel()
	s := newScript(snapshot.NewCatalog(&snapshot.Snapshot{}), Options{})
	s.standIn[7] = "vector"
	for text, want := range map[string]string{
		"public.vector(384)": "public.vector", "public.geometry(Point,4326)[]": "public.geometry[]",
		"public.vector": "public.vector", `public."a(1)"`: `public."a(1)"`,
	} {
		if got := s.typeText(text, 7); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	if got := s.typeText("numeric(10,2)", 1700); got != "numeric(10,2)" {
		t.Errorf("a type of the server's own lost its modifier: %s", got)
	}
}

func TestStandInOperator(t *testing.T) {
	t.Parallel()
	got := standInOperator(`create operator public.@> (function = public.f, leftarg = public.hstore, rightarg = text, restrict = "my x".sel, join = public.joinsel, hashes, merges)`)
	want := `create operator public.@> (function = public.f, leftarg = public.hstore, rightarg = text, restrict = contsel, join = contjoinsel)`
	if got != want {
		t.Errorf("got %s", got)
	}
	own := `create operator s.= (function = s.f, leftarg = int, rightarg = int, restrict = eqsel, join = eqjoinsel)`
	if got := standInOperator(own); got != own {
		t.Errorf("got %s", got)
	}
}

func TestLeakproofIsTakenOut(t *testing.T) {
	t.Parallel()
	text := "CREATE OR REPLACE FUNCTION s.f(a text DEFAULT ' LEAKPROOF')\n RETURNS bool\n LANGUAGE sql\n IMMUTABLE LEAKPROOF\nAS $function$select ' LEAKPROOF'$function$"
	got := definition(&snapshot.Function{Leakproof: true, Definition: text})
	if want := strings.Replace(text, "IMMUTABLE LEAKPROOF", "IMMUTABLE", 1); got != want {
		t.Errorf("got %s", got)
	}
	if got := definition(&snapshot.Function{Definition: text}); got != text {
		t.Errorf("of one that is not leakproof: %s", got)
	}
}
