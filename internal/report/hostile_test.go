package report

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/pgadept/pgadept/internal/advice"
)

// TestNothingRawSurvives renders names that attack a terminal, a browser and
// Markdown, and looks for what would reach them.
func TestNothingRawSurvives(t *testing.T) {
	for _, format := range formats {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			out := render(t, format, "hostile", TextOptions{Verbose: true})
			for i, r := range out {
				if r != '\n' && (hidden(r) || unicode.Is(unicode.Bidi_Control, r)) {
					t.Fatalf("%U survives in %q", r, out[max(0, i-40):i+len(string(r))])
				}
			}
			if !strings.Contains(out, "u202e") {
				t.Error("the bidirectional override is not shown at all")
			}
		})
	}
}

func TestHostileNamesStayText(t *testing.T) {
	html := render(t, "html", "hostile", TextOptions{})
	body := withoutAssets(t, html)
	for _, tag := range []string{"<script>alert", "<img", "</textarea>", "javascript:"} {
		if strings.Contains(strings.ReplaceAll(body, "](javascript:alert(1))", ""), tag) {
			t.Errorf("HTML holds %q", tag)
		}
	}
	if open, shut := strings.Count(body, "<details"), strings.Count(body, "</details>"); open != shut {
		t.Errorf("HTML has %d details and closes %d", open, shut)
	}

	// In Markdown only code blocks, which are literal, may hold the raw names.
	markdown := withoutFences(render(t, "markdown", "hostile", TextOptions{}))
	for _, raw := range []string{"<script", "<img", "@octocat", "#1 ", "https://evil", "[click]", "``", "| c |"} {
		if strings.Contains(markdown, raw) {
			t.Errorf("Markdown holds %q outside code blocks", raw)
		}
	}
	if open, shut := strings.Count(markdown, "<details>"), strings.Count(markdown, "</details>"); open != shut {
		t.Errorf("Markdown has %d details and closes %d", open, shut)
	}
}

var fences = regexp.MustCompile("(?ms)^(````*)sql\n.*?^(````*)$")

// withoutFences drops fenced blocks, after a check that each ends with the
// fence that it began with.
func withoutFences(markdown string) string {
	return fences.ReplaceAllStringFunc(markdown, func(block string) string {
		m := fences.FindStringSubmatch(block)
		if m[1] != m[2] {
			return block
		}
		return ""
	})
}

func TestJSONKeepsHostileNamesExactly(t *testing.T) {
	for _, name := range []string{"hostile", "shop"} {
		want := load(t, name)
		var got advice.Report
		if err := json.Unmarshal([]byte(render(t, "json", name, TextOptions{})), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(filled(want), &got); diff != "" {
			t.Errorf("%s: JSON changed the report (-want +got):\n%s", name, diff)
		}
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"orders", "orders"},
		{"Größe 表 ❤️", "Größe 表 ❤️"},
		{"a\x1b[31mb", `a\x1b[31mb`},
		{"a\nb\r\tc", `a\nb\r\tc`},
		{"a\u202eb\u2066", `a\u202eb\u2066`},
		{"a\u00adb\u200dc\ufeff", `a\u00adb\u200dc\ufeff`},
		{"a\u00a0b\u3000", `a\u00a0b\u3000`},
		{"\u3164\u2800", `\u3164\u2800`},
		{"\U000e0041", `\U000e0041`},
		{"a\xffb", `a\xffb`},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestCleanSQL(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`drop index "a b"`, `drop index "a b"`},
		{"drop index public.\"a\x1bb\"", `drop index public.U&"a\+00001Bb"`},
		{"drop index \"a\\\u202e\"\"b\"", `drop index U&"a\\\+00202E""b"`},
		{"drop index \"a\n; drop table x\"", `drop index U&"a\+00000A; drop table x"`},
		{"select 'a\x1b\\'", `select E'a\x1b\\'`},
		{"select E'a\\n\x1b'", `select E'a\n\x1b'`},
		{"select U&'a\u200b'", `select U&'a\+00200B'`},
		{"select 1\n  from t", "select 1\n  from t"},
		{"select 'two\nlines'", "select 'two\nlines'"},
		{"select 1 -- \x1b", `select 1 -- \x1b`},
		{"do $x$ a\x1b \"b\x1b\" $x$", `do $x$ a\x1b "b\x1b" $x$`},
		{"do $pgadept1$ drop table \"b\x1b\" $pgadept1$", `do $pgadept1$ drop table U&"b\+00001B" $pgadept1$`},
		{"do $pgadept$ \x1b", `do $pgadept$ \x1b`},
		{"select \x1b", `select \x1b`},
		{"drop table \"caf\U0010dce9\"", `drop table U&"caf\xe9"`}, // a byte that is no UTF-8: an error, not another table
		{"select 'caf\U0010dce9'", `select E'caf\xe9'`},
	} {
		if got := CleanSQL(c.in); got != c.want {
			t.Errorf("CleanSQL(%q) = %s, want %s", c.in, got, c.want)
		}
	}
}

func FuzzSplitSQL(f *testing.F) {
	for _, s := range []string{`a "b""c" 'd''e' E'\'' $$x$$ -- y`, "/* 'a */ \"", "U&\"\\0041\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		joined := ""
		for _, p := range splitSQL(sql) {
			joined += p.text
		}
		if joined != sql {
			t.Errorf("the parts of %q join to %q", sql, joined)
		}
		if out := CleanSQL(sql); anyHidden(out, "\n\t") {
			t.Errorf("CleanSQL(%q) = %q hides something", sql, out)
		}
	})
}
