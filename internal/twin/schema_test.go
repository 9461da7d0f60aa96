package twin

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

//go:embed testdata/nasty.sql
var nastySQL string

var since = regexp.MustCompile(`(?m)^-- (since|before) (\d+)$`)

// nasty is the part of testdata/nasty.sql that a version knows.
func nasty(t *testing.T, major int) []string {
	t.Helper()
	var out []string
	marks := since.FindAllStringSubmatchIndex(nastySQL, -1)
	for i, m := range marks {
		end := len(nastySQL)
		if i+1 < len(marks) {
			end = marks[i+1][0]
		}
		n, err := strconv.Atoi(nastySQL[m[4]:m[5]])
		if err != nil {
			t.Fatal(err)
		}
		if (nastySQL[m[2]:m[3]] == "since") == (major >= n) {
			for line := range strings.SplitSeq(nastySQL[m[1]:end], ";\n") {
				if strings.TrimSpace(line) != "" {
					out = append(out, line)
				}
			}
		}
	}
	return out
}

// eachMajor runs a story on every version.
func eachMajor(t *testing.T, story func(t *testing.T, major int)) {
	t.Parallel()
	onMajors(t, pgtest.Majors(), story)
}

func onMajors(t *testing.T, majors []int, story func(t *testing.T, major int)) {
	for _, major := range majors {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			story(t, major)
		})
	}
}

// rebuilt builds the schema of a snapshot alone and collects it again.
func rebuilt(t *testing.T, s *snapshot.Snapshot, available func(map[string][]string)) (*snapshot.Snapshot, []Missing) {
	t.Helper()
	b := newBuilder(s, Options{Progress: func(string) {}})
	for _, step := range []func(context.Context) error{
		b.startServer, b.createDatabase, b.connect,
		func(ctx context.Context) error { return b.rebuildSchema(ctx, available) },
	} {
		if err := step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		b.disconnect(context.Background())
		if err := b.twin.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	again, err := collect.From(t.Context(), b.twin.connString(keeper, b.twin.database), collect.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return again, b.twin.Missing
}

// TestSchema builds the schema of testdata/nasty.sql from its snapshot, and
// compares a snapshot of what came out.
func TestSchema(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		s := nastySnapshot(t, major)
		again, missing := rebuilt(t, s, nil)
		for _, m := range missing {
			t.Errorf("missing: %+v", m)
		}
		same(t, s, again)
	})
}

func same(t *testing.T, production, twin *snapshot.Snapshot) {
	t.Helper()
	for _, d := range differences(t, production, twin) {
		t.Error(d)
	}
}

func differences(t *testing.T, production, twin *snapshot.Snapshot) (out []string) {
	t.Helper()
	want, got := plain(production), plain(twin)
	t.Logf("%d facts", len(want))
	for _, path := range sortedKeys(want) {
		if _, ok := got[path]; !ok {
			out = append(out, fmt.Sprintf("%s: %s, not on the twin", path, want[path]))
		} else if want[path] != got[path] {
			out = append(out, fmt.Sprintf("%s: %s, on the twin %s", path, want[path], got[path]))
		}
	}
	for _, path := range sortedKeys(got) {
		if _, ok := want[path]; !ok {
			out = append(out, fmt.Sprintf("%s: %s on the twin alone", path, got[path]))
		}
	}
	return out
}

const lackingSQL = `
create extension citext; create extension hstore; create extension pg_trgm;
create table users (id int primary key, email citext unique, emails citext[], attrs hstore default 'a=>1', name text, n int);
create table fine (id int primary key, name text);
create index users_name on users using gin (name gin_trgm_ops);
create index users_attrs on users using gin (attrs);
create index users_n on users (n);
create index fine_name on fine (name);
create index users_word on users (similarity(name, 'x'));
create function domain_of(citext) returns citext language sql immutable as 'select $1';
create view v as select email = 'x' as same, email like 'a%' as alike, attrs -> 'a' as a, name % 'x' as near, similarity(name, 'x') as how from users;
create view safe as select id, domain_of(email) as d from users;
create view aggregated as select max(email) from users;
create view over_fine as select * from fine;
`

// TestLackingExtensions: what an extension would have given is missing, with
// the reason, and all else is there.
func TestLackingExtensions(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		pgtest.Exec(t, pgtest.Conn(t, target), lackingSQL)
		s, err := collect.From(t.Context(), target, collect.Options{})
		if err != nil {
			t.Fatal(err)
		}
		again, missing := rebuilt(t, s, func(available map[string][]string) {
			delete(available, "citext")
			delete(available, "hstore")
			delete(available, "pg_trgm")
		})
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
			`extension citext: extension citext is not available; instead ""; affects [users v safe aggregated]`,
			`extension hstore: extension hstore is not available; instead ""; affects [users v]`,
			`extension pg_trgm: extension pg_trgm is not available; instead ""; affects [users v]`,
			`type citext: extension citext is not available; instead "a domain over text"; affects [users safe aggregated]`,
			`type hstore: extension hstore is not available; instead "a domain over text"; affects [users]`,
			`index users_email_key: extension citext is not available; instead "an index of the same columns as text"; affects [users]`,
			`index users_name: extension pg_trgm is not available; instead ""; affects [users]`,
			`index users_attrs: extension hstore is not available; instead ""; affects [users]`,
			`index users_word: extension pg_trgm is not available; instead "an index over a stand-in of its function"; affects [users]`,
			`view aggregated: function public.max(public.citext) does not exist; instead ""; affects [aggregated]`,
		}, got); d != "" {
			t.Errorf("missing (-want +got):\n%s", d)
		}
		var there []string
		for i := range again.Relations {
			if r := &again.Relations[i]; r.IsUsers() {
				there = append(there, r.Name)
			}
		}
		for i := range again.Indexes {
			if x := &again.Indexes[i]; x.Schema == "public" {
				there = append(there, x.Name)
			}
		}
		slices.Sort(there)
		if d := cmp.Diff([]string{"fine", "fine_name", "fine_pkey", "over_fine", "safe", "users", "users_email_key", "users_n", "users_pkey", "users_word", "v"}, there); d != "" {
			t.Errorf("relations and indexes (-want +got):\n%s", d)
		}
	})
}
