package twin

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/demo"
	"github.com/pgadept/pgadept/internal/mask"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/rebuild"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// nastySnapshot collects the schema of testdata/nasty.sql.
func nastySnapshot(t *testing.T, major int) *snapshot.Snapshot {
	t.Helper()
	server := pgtest.Own(t, major, map[string]string{"allow_in_place_tablespaces": "on"})
	target := server.ConnString("postgres")
	pgtest.Exec(t, pgtest.Conn(t, target), nasty(t, major)...)
	s, err := collect.From(t.Context(), target, collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDemoSchema builds the schema of the demo's shop from its snapshot.
func TestDemoSchema(t *testing.T) {
	t.Parallel()
	onMajors(t, pgtest.RuleMajors(), func(t *testing.T, major int) {
		d, err := demo.Start(t.Context(), demo.Options{Major: major})
		if err != nil {
			t.Fatal(err)
		}
		defer d.Stop(t.Context())
		s, err := collect.From(t.Context(), d.DSN(), collect.Options{})
		if err != nil {
			t.Fatal(err)
		}
		again, missing := rebuilt(t, s, nil)
		for _, m := range missing {
			t.Errorf("missing: %+v", m)
		}
		same(t, s, again)
	})
}

// TestWithoutDependencies builds from a file that says nothing of what depends
// on what, as older ones do: what comes too early is tried again.
func TestWithoutDependencies(t *testing.T) {
	t.Parallel()
	s := nastySnapshot(t, pgtest.DefaultMajor())
	whole := s.Dependencies
	s.Dependencies = nil
	again, missing := rebuilt(t, s, nil)
	for _, m := range missing {
		t.Errorf("missing: %+v", m)
	}
	s.Dependencies = whole
	same(t, s, again)
}

// TestMasked builds from a snapshot without data values. A default that is one
// is another, or NULL, which is none; all else is there.
func TestMasked(t *testing.T) {
	t.Parallel()
	s := nastySnapshot(t, pgtest.DefaultMajor())
	mask.Snapshot(s)
	again, missing := rebuilt(t, s, nil)
	for _, m := range missing {
		t.Errorf("missing: %+v", m)
	}
	for _, d := range differences(t, s, again) {
		if !strings.Contains(d, "default: ") && !strings.Contains(d, "/ has_default") && !strings.HasPrefix(d, "dependencies: map[attnum:7 ") {
			t.Error(d)
		}
	}
}

// TestUnknownCode: what is in C or in another language has a stand-in or is
// missing, and what the snapshot has no text of is missing.
func TestUnknownCode(t *testing.T) {
	t.Parallel()
	target := pgtest.DB(t, pgtest.DefaultMajor())
	pgtest.Exec(t, pgtest.Conn(t, target), `
		create function in_c(text) returns int language internal immutable strict cost 3 as 'textlen';
		create function of_c(internal) returns int language internal as 'textlen';
		create table t (id int primary key, name text, n int generated always as (in_c(name)) stored);
		create index t_n on t (in_c(name));
		create view v as select in_c(name) from t;
		create view w as select id from t;
		create view over_w as select id from w;
		create function plain(int) returns int language sql as 'select $1';
		create collation nowhere (provider = libc, locale = 'C');
		create table c (name text collate nowhere);
		create aggregate odd(int) (sfunc = int4pl, stype = int);
		create foreign data wrapper mine; create server s foreign data wrapper mine options (secret 'x');
		create foreign table f (id int) server s options (file '/etc/passwd')`)
	s, err := collect.From(t.Context(), target, collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Relations {
		switch r := &s.Relations[i]; r.Name {
		case "w":
			r.Definition = "" // as if another session had had it locked
		case "c":
			r.AccessMethod = "columnar"
		}
	}
	for i := range s.Functions {
		if f := &s.Functions[i]; f.Name == "plain" {
			f.Definition = ""
		}
	}
	for i := range s.Collations {
		if c := &s.Collations[i]; c.Name == "nowhere" {
			c.Collate, c.Ctype = "xx_XX.nowhere", "xx_XX.nowhere"
		}
	}
	again, missing := rebuilt(t, s, nil)
	names := namesOf(s)
	var got []string
	for _, m := range missing {
		var affects []string
		for _, oid := range m.Affects {
			affects = append(affects, strings.TrimPrefix(names[oid], "public."))
		}
		got = append(got, fmt.Sprintf("%s %s: %s; instead %q; affects %v", m.Object.Kind, m.Object.Name.Name, m.Reason, m.StandIn, affects))
	}
	if d := cmp.Diff([]string{
		`server s: only postgres_fdw plans without its remote server; instead "a server whose tables cannot be planned"; affects [f]`,
		`function in_c: it is in language internal, which is not run here; instead "a function that raises an error when it is called"; affects [t v]`,
		`function of_c: it is in language internal, which is not run here; instead ""; affects []`,
		`function plain: the snapshot has no definition of it; instead "a function that raises an error when it is called"; affects []`,
		`view w: the snapshot has no definition of it; instead ""; affects [w]`,
		`collation nowhere: could not create locale "xx_XX.nowhere": No such file or directory; instead "a collation that orders as C.UTF-8"; affects []`,
		`table c: access method "columnar" does not exist; instead "a heap table"; affects [c]`,
		`view over_w: relation "public.w" does not exist; instead ""; affects [over_w]`,
	}, got); d != "" {
		t.Errorf("missing (-want +got):\n%s", d)
	}
	for _, f := range again.Functions {
		if f.Name == "in_c" && (f.Cost != 3 || !f.Strict || f.Volatility != "i") {
			t.Errorf("the stand-in of in_c is to the planner another function: %+v", f)
		}
	}
}

// TestHostileFile builds from snapshots whose every text tries to end the
// statement that it is in and to make a superuser.
func TestHostileFile(t *testing.T) {
	t.Parallel()
	original := nastySnapshot(t, pgtest.DefaultMajor())
	const evil = "; create role pwned superuser; -- "
	for _, payload := range []string{
		"x'" + evil + `"` + evil, `x\'` + evil + "$pgadept$" + evil + "\n" + evil,
		"x'; end" + evil, `x"=/x'::pg_catalog.aclitem])) v` + evil,
	} {
		s := clone(t, original)
		texts := poison(reflect.ValueOf(s).Elem(), payload)
		again, _ := rebuilt(t, s, nil)
		for _, r := range again.Roles {
			if r.Name == "pwned" || r.Superuser && r.Name != keeper && r.Name != bootstrap {
				t.Errorf("%q made role %s, superuser %v", payload, r.Name, r.Superuser)
			}
		}
		if texts < 5000 {
			t.Errorf("only %d texts were hostile", texts)
		}
	}
}

// poison appends to every text of more than a letter, but for those by which we
// tell kinds of things apart.
func poison(v reflect.Value, payload string) (n int) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 1 && v.CanSet() {
			v.SetString(v.String() + payload)
			return 1
		}
	case reflect.Slice:
		for i := range v.Len() {
			n += poison(v.Index(i), payload)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			switch v.Type().Field(i).Name {
			case "Server", "NotSeen", "CollectedAt", "Settings", "Language", "Kind":
				continue
			}
			n += poison(v.Field(i), payload)
		}
	}
	return n
}

func clone(t *testing.T, s *snapshot.Snapshot) *snapshot.Snapshot {
	t.Helper()
	var buf bytes.Buffer
	if err := snapshot.Write(&buf, s); err != nil {
		t.Fatal(err)
	}
	c, err := snapshot.Read(&buf)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestZeroBytes: no server has such a text, and none could be sent it.
func TestZeroBytes(t *testing.T) {
	t.Parallel()
	s := nastySnapshot(t, pgtest.DefaultMajor())
	poison(reflect.ValueOf(s).Elem(), "\x00")
	_, err := rebuild.Script(snapshot.NewCatalog(s), rebuild.Options{Builder: Role})
	if err == nil || !strings.Contains(err.Error(), "zero byte") {
		t.Errorf("the error is %v", err)
	}
}

// TestScriptOfDamage writes scripts of snapshots that lack rows, and writes the
// whole one twice: alike.
func TestScriptOfDamage(t *testing.T) {
	t.Parallel()
	original := nastySnapshot(t, pgtest.DefaultMajor())
	opt := rebuild.Options{Builder: Role, Reserved: []string{"boss"}, Extensions: map[string][]string{"hstore": {"1.8"}, "postgres_fdw": nil}}
	script := func(s *snapshot.Snapshot) *rebuild.Plan {
		p, err := rebuild.Script(snapshot.NewCatalog(s), opt)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if d := cmp.Diff(script(original), script(clone(t, original))); d != "" {
		t.Errorf("two scripts of one snapshot differ:\n%s", d)
	}
	for seed := range uint64(200) {
		s, random := clone(t, original), rand.New(rand.NewPCG(seed, 1))
		v := reflect.ValueOf(s).Elem()
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.Slice && random.IntN(3) == 0 {
				kept := reflect.MakeSlice(f.Type(), 0, f.Len())
				for j := range f.Len() {
					if random.IntN(4) != 0 {
						kept = reflect.Append(kept, f.Index(j))
					}
				}
				f.Set(kept)
			}
		}
		s.NotSeen = nil
		for range 20 { // a reference that leads elsewhere
			if len(s.Indexes) > 1 && len(s.Relations) > 1 {
				s.Indexes[random.IntN(len(s.Indexes))].TableOID = s.Relations[random.IntN(len(s.Relations))].OID
			}
			if len(s.Constraints) > 1 {
				s.Constraints[random.IntN(len(s.Constraints))].TableOID = pg.OID(random.IntN(20000))
			}
		}
		script(s)
	}
}

// TestRefusedExtension: an extension that the server has and cannot install is
// as good as none.
func TestRefusedExtension(t *testing.T) {
	t.Parallel()
	target := pgtest.DB(t, pgtest.DefaultMajor())
	pgtest.Exec(t, pgtest.Conn(t, target), "create extension citext; create table t (id int primary key, name citext); create index on t (name); create view v as select name = 'x' from t")
	s, err := collect.From(t.Context(), target, collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rename(reflect.ValueOf(s).Elem())
	again, missing := rebuilt(t, s, func(available map[string][]string) { available["made_up"] = []string{"1.0"} })
	var got []string
	for _, m := range missing {
		got = append(got, fmt.Sprintf("%s %s: %s; instead %q", m.Object.Kind, m.Object.Name.Name, m.Reason, m.StandIn))
	}
	why := `extension "made_up" is not available`
	if d := cmp.Diff([]string{
		"extension made_up: " + why + `; instead ""`, "type citext: " + why + `; instead "a domain over text"`,
		"index t_name_idx: " + why + `; instead "an index of the same columns as text"`,
	}, got); d != "" {
		t.Errorf("missing (-want +got):\n%s", d)
	}
	users, indexes := again.CountUsers()
	if users != 2 || indexes != 2 {
		t.Errorf("%d relations and %d indexes", users, indexes)
	}
}

// TestRefusedTablespace: what was in a tablespace that cannot be made is in the
// default one.
func TestRefusedTablespace(t *testing.T) {
	t.Parallel()
	s := nastySnapshot(t, pgtest.DefaultMajor())
	for i := range s.Tablespaces {
		if s.Tablespaces[i].Name == "fast disk" {
			s.Tablespaces[i].Name = "pg_reserved"
		}
	}
	for i := range s.Relations {
		if s.Relations[i].Tablespace != "" {
			s.Relations[i].Tablespace = "pg_reserved"
		}
	}
	for i := range s.Indexes {
		if s.Indexes[i].Tablespace != "" {
			s.Indexes[i].Tablespace = "pg_reserved"
		}
	}
	again, missing := rebuilt(t, s, nil)
	names := namesOf(s)
	if len(missing) != 1 {
		t.Fatalf("missing: %+v", missing)
	}
	var affects []string
	for _, oid := range missing[0].Affects {
		affects = append(affects, names[oid])
	}
	slices.Sort(affects)
	if d := cmp.Diff([]any{"unacceptable tablespace name \"pg_reserved\"", []string{"b.ident", "b.keyed", "b.log_2024_rest", "b.mv", "b.plain"}}, []any{missing[0].Reason, affects}); d != "" {
		t.Errorf("missing (-want +got):\n%s", d)
	}
	for _, d := range differences(t, s, again) {
		if !strings.Contains(d, "/ tablespace: ") && !strings.HasPrefix(d, "tablespaces: ") {
			t.Error(d)
		}
	}
}

// rename gives the extension citext, and what is in it, to one that nobody has.
func rename(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			rename(v.Index(i))
		}
	case reflect.Struct:
		if e, ok := v.Addr().Interface().(*snapshot.Extension); ok && e.Name == "citext" {
			e.Name = "made_up"
		}
		for i := range v.NumField() {
			if f := v.Field(i); v.Type().Field(i).Name == "Extension" && f.String() == "citext" {
				f.SetString("made_up")
			} else if f.CanSet() {
				rename(f)
			}
		}
	}
}

// TestLockedTables builds from a snapshot that was taken while another session
// had tables locked. What it could not see is missing, by name, and no
// statement was made of half a fact.
func TestLockedTables(t *testing.T) {
	t.Parallel()
	server := pgtest.Own(t, pgtest.DefaultMajor(), map[string]string{"allow_in_place_tablespaces": "on"})
	target := server.ConnString("postgres")
	conn := pgtest.Conn(t, target)
	pgtest.Exec(t, conn, nasty(t, pgtest.DefaultMajor())...)
	pgtest.Exec(t, conn, "begin", "lock table b.plain, b.hashed, b.log, b.excl in access exclusive mode")
	s, err := collect.From(t.Context(), target, collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Exec(t, conn, "rollback")
	again, missing := rebuilt(t, s, nil)
	seen := map[string]bool{}
	for _, m := range missing {
		seen[m.Object.Kind+" "+m.Object.Name.Name] = true
		if !strings.HasPrefix(m.Reason, "the snapshot has ") && !strings.Contains(m.Reason, "does not exist") {
			t.Errorf("missing %+v", m)
		}
	}
	for _, what := range []string{
		"column ts", "constraint ck", "index plain_a", "index plain_part", "constraint ex 2", "index ex 2", "table hashed", "table hashed_0", "trigger T 1",
		"policy p 1", "rule r2", "view v1", "statistics st_expr", "function body",
	} {
		if !seen[what] {
			t.Errorf("%s is not missing", what)
		}
	}
	for _, d := range differences(t, s, again) {
		if strings.Contains(d, "b.kids") || strings.Contains(d, "b.ident") {
			t.Error(d)
		}
	}
}

// TestAsMonitor: to whom only pg_monitor is granted sees all that a schema is
// rebuilt from.
func TestAsMonitor(t *testing.T) {
	t.Parallel()
	server := pgtest.Own(t, pgtest.DefaultMajor(), map[string]string{"allow_in_place_tablespaces": "on"})
	target := server.ConnString("postgres")
	pgtest.Exec(t, pgtest.Conn(t, target), append(nasty(t, pgtest.DefaultMajor()), "create role monitor login; grant pg_monitor to monitor")...)
	whole, err := collect.From(t.Context(), target, collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := collect.From(t.Context(), pgtest.As(t, target, "monitor"), collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	again, missing := rebuilt(t, s, nil)
	for _, m := range missing {
		t.Errorf("missing: %+v", m)
	}
	same(t, whole, again)
}
