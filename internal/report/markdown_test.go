package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/advice"
)

// TestMarkdownFitsAComment fills a report far beyond what GitHub takes.
func TestMarkdownFitsAComment(t *testing.T) {
	r := load(t, "shop")
	for i := range 5000 {
		f := r.Findings[i%12]
		f.Title += fmt.Sprintf(" (%d)", i)
		r.Findings = append(r.Findings, f)
		n := r.NotSeen[0]
		n.Grant = strings.Repeat("grant ", 100) + fmt.Sprint(i)
		r.NotSeen = append(r.NotSeen, n)
	}
	r.Findings[0].Fix = &advice.Fix{Steps: []advice.Step{{SQL: "select '" + strings.Repeat("x", 100_000) + "'"}}}
	var b strings.Builder
	if err := Markdown(&b, r); err != nil {
		t.Fatal(err)
	}
	if n := b.Len(); n > 65_536 || n < 50_000 {
		t.Errorf("%d characters", n)
	}
	for _, want := range []string{" findings of lower rank left out", "characters of SQL: see the HTML", " reasons more"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("nothing says %q", want)
		}
	}
	for _, tag := range []string{"details", "summary", "code", "b"} {
		if open, shut := strings.Count(b.String(), "<"+tag+">"), strings.Count(b.String(), "</"+tag+">"); open != shut {
			t.Errorf("%d <%s> and %d closed", open, tag, shut)
		}
	}
}

func TestMarkdownEscape(t *testing.T) {
	for in, want := range map[string]string{
		"snake_case: ok":      "snake_case: ok",
		"_emphasis_":          "&#95;emphasis&#95;",
		"a|b `c` *d*":         "a&#124;b &#96;c&#96; &#42;d&#42;",
		"@team":               "&#64;" + breaker + "team",
		"at 08:30, x::y":      "at 08:30, x&#58;&#58;" + breaker + "y",
		"fixes #12":           "fixes &#35;" + breaker + "12",
		"http://x www.y.z":    "http&#58;//x www&#46;y.z",
		"<b> &amp; [a](b)":    "&#60;b&#62; &#38;amp; &#91;a&#93;(b)",
		":smile: ~~x~~ ![](b": "&#58;" + breaker + "smile: &#126;&#126;x&#126;&#126; &#33;&#91;&#93;(b",
	} {
		if got := md(in); got != want {
			t.Errorf("md(%q) = %s, want %s", in, got, want)
		}
	}
}

func TestTextStaysWithinItsWidth(t *testing.T) {
	for _, width := range []int{40, 60, 80, 140} {
		for _, line := range strings.Split(render(t, "text", "shop", TextOptions{Verbose: true, Width: width}), "\n") {
			// A constant or a name cannot be broken, so lines of SQL may be longer.
			if n := len([]rune(line)); n > width && !strings.ContainsAny(line, `'"$=`) && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("width %d: %d: %q", width, n, line)
			}
		}
	}
}
