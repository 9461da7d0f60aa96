package report

import (
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"io"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

var (
	//go:embed html/report.html
	layout string
	//go:embed html/report.css
	style string
	//go:embed html/report.js
	script string
)

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	"anchor":  func(rule string) string { return "rule-" + strings.ReplaceAll(rule, "/", "-") },
	"heading": areaHeading,
	"join":    strings.Join,
	"count":   func(n int) string { return Count(int64(n)) },
	"plural":  plural,
	"inc":     func(i int) int { return i + 1 },
}).Parse(layout))

// htmlView is what the template sees.
type htmlView struct {
	*view
	Policy string // Content-Security-Policy
	Style  template.CSS
	Script template.JS
	Bar    []segment
	Pages  []rulePage
	manual map[string]bool
}

// segment is one severity's share of the bar under the title, in percent.
type segment struct {
	Name     string
	X, Width float64
}

type rulePage struct {
	Rule, Title string
	Body        template.HTML
}

// HTML writes the report as one file that needs no network: it reads without
// a script, and filters, copies and changes its theme with one. Its policy
// allows its own style sheet and script, by their hashes, and nothing else.
func HTML(w io.Writer, r *advice.Report, pages Pages) error {
	h := &htmlView{view: newView(r), Style: template.CSS(style), Script: template.JS(script), manual: map[string]bool{}}
	h.Policy = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src " + sourceHash(style) + "; script-src " + sourceHash(script)
	h.Bar = bar(h.Severity, len(h.Findings))
	for _, f := range r.Findings {
		h.addPage(f.Rule, pages)
	}
	for _, i := range r.Ignored {
		h.addPage(i.Finding.Rule, pages)
	}
	return page.Execute(w, h)
}

// sourceHash is how a policy names an inline source.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// addPage renders a rule's page once, however many findings lead to it.
func (h *htmlView) addPage(rule string, pages Pages) {
	rule = Clean(rule)
	if h.manual[rule] {
		return
	}
	if title, markdown := pages.of(rule); markdown != "" {
		h.manual[rule] = true
		h.Pages = append(h.Pages, rulePage{rule, cmp.Or(Clean(title), rule), pageHTML(markdown)})
	}
}

func bar(counts []count, total int) []segment {
	var out []segment
	x := 0.0
	for _, c := range counts {
		if c.N > 0 {
			width := 100 * float64(c.N) / float64(total)
			out = append(out, segment{c.Name, x, width})
			x += width
		}
	}
	return out
}

// areaHeading is an area as a heading: Vacuum, WAL.
func areaHeading(area string) string {
	if area == "wal" {
		return "WAL"
	}
	return strings.ToUpper(area[:min(1, len(area))]) + area[min(1, len(area)):]
}

// card is a finding with what the page knows of its rule.
type card struct {
	F      finding
	Manual bool
}

// Card makes what the template "card" renders.
func (h *htmlView) Card(f finding) card { return card{f, h.manual[f.Rule]} }
