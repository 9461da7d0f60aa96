package sqlparse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// templates are statements with one literal in each place that PostgreSQL has for one: § stands for it.
var templates = []string{
	"select § from t where a = § and b in (§, §) limit 1",
	"insert into t values (§, 1), (default, §) on conflict do update set a = § returning §",
	"update t set a = § where b like §", "delete from t where a > § /* § */", "select/* § */1",
	"merge into t using (values (§)) v(x) on t.a = § when matched then update set b = §",
	"create role r password §", "alter role r with encrypted password § valid until §",
	"create subscription s connection § publication p", "alter subscription s connection §",
	"comment on table t is §", "security label on table t is §", "notify c, §", "set a.b = §", "set x to §, §",
	"copy t from program § with (delimiter §)", "copy (select §) to §", "do §", "do language plpgsql §",
	"create function f(a text default §) returns text language sql as §",
	"create function f() returns text begin atomic select §; select case when a then § end; end",
	"create server s foreign data wrapper w options (host §, port §)",
	"create user mapping for u server s options (user §, password §)",
	"select dblink(§, §)", "alter system set x = §", "alter database d set x to §", "prepare transaction §",
	"create table t (a text default § check (a <> §)) partition by list (a)",
	"create table p partition of t for values in (§, §)", "alter type e add value § before §",
	"create view v as select §", "create rule r as on insert to t do also insert into l values (§)",
	"create policy p on t using (a = §)", "create index on t (a) where b = §", "explain (analyze) select §",
	"execute p(§)", "call p(§)", "declare c cursor for select §", "select a ->> §, a @? §, interval §, date §",
	"selec § frm §", "alter t frobnicate §;§", "select json_value(a, § returning text)",
	"select xmlparse(document §)", "load §", "create tablespace s location §", "create database d template §",
}

// quotings write a secret as a literal of each kind.
var quotings = []func(string) string{
	func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" },
	func(s string) string { return "N'" + strings.ReplaceAll(s, "'", "''") + "'" },
	func(s string) string { return "U&'" + strings.ReplaceAll(s, "'", "''") + "'" },
	func(s string) string {
		return "e'" + strings.NewReplacer(`\`, `\\`, "'", `\'`).Replace(s) + "'"
	},
	func(s string) string { return "$q_q$" + s + "$q_q$" },
	func(s string) string { return "'a'\n  '" + strings.ReplaceAll(s, "'", "''") + "'" },
}

func TestRedactKeepsSecrets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		core := rapid.StringMatching(`zq[a-z0-9]{6,12}qz`).Draw(t, "core")
		noise := rapid.StringMatching(`([';"$\\ é]|--|/\*|\n){0,3}`)
		secret := noise.Draw(t, "before") + core + noise.Draw(t, "after")
		var b strings.Builder
		for i, part := range strings.Split(rapid.SampledFrom(templates).Draw(t, "template"), "§") {
			if i > 0 {
				b.WriteString(rapid.SampledFrom(quotings).Draw(t, "quoting")(secret))
			}
			b.WriteString(part)
		}
		if out := Redact(b.String()); strings.Contains(out, core) {
			t.Fatalf("%q survives in %q", core, out)
		}
		if out := RedactExpr(b.String()); strings.Contains(out, core) {
			t.Fatalf("%q survives in %q", core, out)
		}
	})
}

func TestRedactKeepsNumbers(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`4242[0-9]{5}`).Draw(t, "number")
		form := rapid.SampledFrom([]string{"%", "-%", "%.5", "0.%", "%e5", "0x%", "B'%'", "x'%'", "$1+%", "%or", "$%"})
		sql := strings.ReplaceAll(rapid.SampledFrom(templates).Draw(t, "template"), "§", form.Draw(t, "form"))
		sql = strings.ReplaceAll(sql, "%", number)
		if out := Redact(sql); strings.Contains(out, number) {
			t.Fatalf("%q survives in %q", number, out)
		}
	})
}

// A redacted text has nothing left to redact.
func FuzzRedact(f *testing.F) {
	for _, s := range append(corpus(f), templates...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		out := Redact(sql)
		if again := Redact(out); again != out {
			t.Fatalf("%q becomes %q, then %q", sql, out, again)
		}
		if strings.HasPrefix(out, "<unparseable") {
			return
		}
		_ = RedactExpr(sql)
		_ = Kind(sql)
		if _, err := Split(sql); err != nil {
			t.Fatalf("Redact tokenises %q, Split does not: %v", sql, err)
		}
	})
}

func corpus(tb testing.TB) []string {
	paths, err := filepath.Glob("testdata/*.test")
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			tb.Fatal(err)
		}
		for _, c := range strings.Split(string(b), "\n\n") {
			out = append(out, strings.Split(c, "----")[0])
		}
	}
	return out
}
