package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cockroachdb/datadriven"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// load reads testdata/NAME.json; "nothing", "blind" and "zero" are reports
// without findings.
func load(t testing.TB, name string) *advice.Report {
	t.Helper()
	at := time.Date(2026, 1, 2, 14, 5, 9, 0, time.UTC)
	r := &advice.Report{Version: 1, Tool: advice.Tool{Name: "pgadept", Version: "0.1.0"}, Target: advice.Target{Database: "shop", ServerVersion: "17.2", Platform: "plain"}, CollectedAt: at}
	switch name {
	case "nothing":
		r.Rules = []advice.Outcome{{Rule: "index/unused", State: advice.Clean}, {Rule: "index/duplicate", State: advice.Clean}}
	case "blind":
		miss := advice.Unassessed{Area: snapshot.AreaSessions, Why: "sessions: permission denied", Grant: "grant pg_monitor to app"}
		r.NotSeen = []snapshot.NotSeen{{Area: snapshot.AreaSessions, Why: "permission denied", Grant: "grant pg_monitor to app;"}}
		r.Rules = []advice.Outcome{{Rule: "locks/blocked", State: advice.NotAssessable, Unassessed: []advice.Unassessed{miss}}}
	case "partly":
		r.Rules = []advice.Outcome{
			{Rule: "index/unused", State: advice.Clean},
			{Rule: "locks/blocked", State: advice.NotAssessable, Unassessed: []advice.Unassessed{{Why: "the counters are 2 days old; 30 are needed"}}},
		}
	case "zero":
		r = &advice.Report{}
	default:
		text, err := os.ReadFile(filepath.Join("testdata", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		r = &advice.Report{}
		if err := json.Unmarshal(text, r); err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func pages(rule string) (title, markdown string) {
	if rule != "index/duplicate" {
		return "", ""
	}
	return "two indexes with the same definition", strings.ReplaceAll(duplicatePage, "~", "`")
}

const duplicatePage = `# Duplicate index

## What it finds

Two indexes of one table with the same **definition**: ~indkey~, ~indclass~ and predicate.
See [the manual](https://www.postgresql.org/docs/current/indexes.html).

- every write maintains both
- the planner uses *one*

## Example

~~~sql bad
create index a on t (x);
create index b on t (x); -- <b>again</b>
~~~

1. Keep the older.
2. Drop the other.

| version | since |
|---|---|
| 13 | always |
`

// render writes one report in one format.
func render(t testing.TB, format, report string, o TextOptions) string {
	t.Helper()
	var b bytes.Buffer
	write := map[string]func(io.Writer, *advice.Report) error{
		"text":     func(w io.Writer, r *advice.Report) error { return Text(w, r, o) },
		"json":     JSON,
		"markdown": Markdown,
		"sarif":    func(w io.Writer, r *advice.Report) error { return SARIF(w, r, pages) },
		"html":     func(w io.Writer, r *advice.Report) error { return HTML(w, r, pages) },
	}[format]
	if err := write(&b, load(t, report)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var formats = []string{"text", "json", "markdown", "sarif", "html"}

// TestGolden runs testdata/*.test: the command is the format; its arguments
// are the report, width=N, verbose, color, and part=body for HTML without its
// style sheet and script.
func TestGolden(t *testing.T) {
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if !strings.HasSuffix(path, ".test") {
			return
		}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			var o TextOptions
			if d.HasArg("width") {
				d.ScanArgs(t, "width", &o.Width)
			}
			o.Verbose, o.Color = d.HasArg("verbose"), d.HasArg("color")
			out := render(t, d.Cmd, d.CmdArgs[0].Key, o)
			if d.Cmd == "html" {
				out = withoutAssets(t, out)
			}
			if o.Color {
				out = strings.ReplaceAll(out, "\x1b", "ESC")
			}
			return out
		})
	})
}

func withoutAssets(t testing.TB, html string) string {
	t.Helper()
	for _, asset := range []string{style, script} {
		if !strings.Contains(html, asset) {
			t.Fatalf("the page lacks the asset that begins %.40q", asset)
		}
		html = strings.Replace(html, asset, "…", 1)
	}
	return fmt.Sprint(html)
}
