package sqlparse

import "testing"

// TestHoist rewrites expressions as pg_get_expr prints them. f and g are worth moving, random must stay.
func TestHoist(t *testing.T) {
	t.Parallel()
	judge := func(c *FuncCall) (Verdict, string) {
		name, _ := Unbox(c.Funcname[len(c.Funcname)-1]).(*String)
		switch name.Sval {
		case "f", "current_setting":
			return Lift, "bigint"
		case "ids":
			return Lift, "bigint[]"
		case "array_f":
			return Lift, ""
		case "random":
			return Stay, ""
		}
		return Follow, ""
	}
	for _, c := range []struct{ in, want string }{
		{"(tenant = app.f())", "(tenant = (select app.f()))"},
		{"(tenant = (current_setting('a.t'::text))::bigint)", "(tenant = (select (current_setting('a.t'::text))::bigint))"},
		{"((current_setting('a'::text) = 'y'::text) AND (tenant = f()) AND (NOT deleted))",
			"((select (current_setting('a'::text) = 'y'::text)) AND (tenant = (select f())) AND (NOT deleted))"},
		{"(owner = ((current_setting('c'::text, true))::jsonb ->> 'sub'::text))",
			"(owner = (select ((current_setting('c'::text, true))::jsonb ->> 'sub'::text)))"},
		{"member(org_id, f(1))", "member(org_id, (select f(1)))"},
		{"(tenant = ANY (ids()))", "(tenant = ANY ((select ids())::bigint[]))"},
		{"(tenant = ANY ((string_to_array(current_setting('z'::text), ','::text))::bigint[]))",
			"(tenant = ANY ((select (string_to_array(current_setting('z'::text), ','::text))::bigint[])::bigint[]))"},
		{"(tenant = ANY (array_f()))", "(tenant = ANY (array_f()))"},
		{"(tenant = ANY (ARRAY[f(), (0)::bigint]))", "(tenant = ANY (ARRAY[(select f()), (0)::bigint]))"},
		{"CASE WHEN (f() > 0) THEN (tenant = f()) ELSE false END", "CASE WHEN (select (f() > 0)) THEN (tenant = (select f())) ELSE false END"},
		{"(COALESCE(f(), (0)::bigint) = tenant)", "((select COALESCE(f(), (0)::bigint)) = tenant)"},
		{"((tenant = f()) AND (random() < (f())::double precision))", "((tenant = (select f())) AND (random() < (select (f())::double precision)))"},
		// Evaluated once already, or not to be touched.
		{"(tenant = ( SELECT f() AS f))", "(tenant = ( SELECT f() AS f))"},
		{"(EXISTS ( SELECT 1\n   FROM m\n  WHERE (m.u = f())))", "(EXISTS ( SELECT 1\n   FROM m\n  WHERE (m.u = f())))"},
		{"(tenant = 1)", "(tenant = 1)"},
		{"(tenant = abs('-1'::integer))", "(tenant = abs('-1'::integer))"},
	} {
		got, _, err := Hoist(c.in, judge)
		if err != nil || got != c.want {
			t.Errorf("%s\n got %s, %v\nwant %s", c.in, got, err, c.want)
		}
	}
}

// TestHoistComparison: the check on the result sees a change that is none of the sub-selects.
func TestHoistComparison(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"select x = f()", "select x = (select f())", true},
		{"select x = any (f())", "select x = any ((select f())::bigint[])", true},
		{"select x = f()", "select x = (select f() limit 1)", false},
		{"select x = f()", "select x = (select g())", false},
		{"select x = any (f())", "select x = any ((select f()))", false},
		{"select x = f() and y", "select x = (select f() and y)", false},
	} {
		a, err := Parse(c.a)
		if err != nil {
			t.Fatal(err)
		}
		b, err := Parse(c.b)
		if err != nil {
			t.Fatal(err)
		}
		if got := sameWithoutSubselects(a, b); got != c.same {
			t.Errorf("%s and %s: same is %v", c.a, c.b, got)
		}
	}
}

// FuzzHoist: no text makes it fail otherwise than by an error.
func FuzzHoist(f *testing.F) {
	for _, s := range []string{"(a = f())", "a::", "x::numeric(1", "(a.b).c[1]", "any", "any (", "f(((", "a . ", "x = any (f())::"} {
		f.Add(s)
	}
	lift := func(*FuncCall) (Verdict, string) { return Lift, "text" }
	f.Fuzz(func(_ *testing.T, s string) { _, _, _ = Hoist(s, lift) })
}
