package report

import (
	"html"
	"html/template"
	"regexp"
	"strings"
)

// pageHTML renders the Markdown of a rule's page: headings, paragraphs,
// lists, code blocks, code, bold, emphasis, and links as text. What it does
// not know, a table say, it shows as it stands. Every text is escaped, so the
// result is safe whatever the page holds.
func pageHTML(markdown string) template.HTML {
	p := &pageWriter{}
	for _, line := range strings.Split(cleanBlock(markdown), "\n") {
		p.line(line)
	}
	p.open("")
	return template.HTML(p.out.String()) //nolint:gosec // every part is escaped above
}

// pageWriter keeps the block that is open: p, ul, ol, pre, or none.
type pageWriter struct {
	out   strings.Builder
	block string
	item  bool // a list's item is open
	fence string
}

var (
	heading  = regexp.MustCompile(`^(#{1,6}) +(.*)$`)
	bullet   = regexp.MustCompile(`^ {0,3}[-*] +(.*)$`)
	numbered = regexp.MustCompile(`^ {0,3}[0-9]+[.)] +(.*)$`)
	fenced   = regexp.MustCompile("^ {0,3}(```+) *([a-z]*) *([a-z]*).*$")
)

func (p *pageWriter) line(s string) {
	if p.fence != "" {
		p.code(s)
		return
	}
	switch m := (matcher{}); {
	case strings.TrimSpace(s) == "":
		if p.block != "ul" && p.block != "ol" {
			p.open("")
		}
	case m.match(fenced, s):
		p.open("")
		p.fence = m.at(1)
		p.out.WriteString(`<pre class="` + strings.TrimSpace("code "+m.at(3)) + `"><code>`)
	case m.match(heading, s):
		p.open("")
		if level := len(m.at(1)); level > 1 { // the page's own title is the summary above it
			p.out.WriteString("<h4>" + inline(m.at(2)) + "</h4>\n")
		}
	case m.match(bullet, s):
		p.listItem("ul", m.at(1))
	case m.match(numbered, s):
		p.listItem("ol", m.at(1))
	case strings.HasPrefix(s, "|"):
		p.open("pre")
		p.out.WriteString(html.EscapeString(s) + "\n")
	case p.item && (p.block == "ul" || p.block == "ol") && strings.HasPrefix(s, " "):
		p.out.WriteString(" " + inline(strings.TrimSpace(s)))
	default:
		if p.block == "p" {
			p.out.WriteString(" ")
		}
		p.open("p")
		p.out.WriteString(inline(strings.TrimSpace(s)))
	}
}

// code writes a line of a fenced block, or ends it.
func (p *pageWriter) code(s string) {
	if t := strings.TrimSpace(s); strings.HasPrefix(t, p.fence) && strings.Trim(t, "`") == "" {
		p.fence = ""
		p.out.WriteString("</code></pre>\n")
		return
	}
	p.out.WriteString(html.EscapeString(s) + "\n")
}

// open closes the block that is open unless it is the wanted one, and opens
// that; "" only closes.
func (p *pageWriter) open(block string) {
	if p.fence != "" { // the page ended within a code block
		p.fence = ""
		p.out.WriteString("</code></pre>\n")
	}
	if block == p.block && block != "" {
		return
	}
	if p.item {
		p.out.WriteString("</li>\n")
		p.item = false
	}
	if p.block != "" {
		p.out.WriteString("</" + p.block + ">\n")
	}
	if p.block = block; block != "" {
		p.out.WriteString("<" + block + ">")
	}
}

func (p *pageWriter) listItem(list, text string) {
	p.open(list)
	if p.item {
		p.out.WriteString("</li>\n")
	}
	p.item = true
	p.out.WriteString("<li>" + inline(text))
}

type matcher struct{ groups []string }

func (m *matcher) match(re *regexp.Regexp, s string) bool {
	m.groups = re.FindStringSubmatch(s)
	return m.groups != nil
}

func (m *matcher) at(i int) string { return m.groups[i] }

var (
	span   = regexp.MustCompile("`[^`]+`")
	link   = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)\)`)
	strong = regexp.MustCompile(`\*\*([^*]+)\*\*`)
	em     = regexp.MustCompile(`\*([^*\s][^*]*)\*`)
)

// inline renders what stands within a line.
func inline(s string) string {
	var b strings.Builder
	for s != "" {
		at := span.FindStringIndex(s)
		if at == nil {
			at = []int{len(s), len(s)}
		}
		text := html.EscapeString(s[:at[0]])
		text = link.ReplaceAllString(text, "$1 ($2)")
		text = strong.ReplaceAllString(text, "<strong>$1</strong>")
		b.WriteString(em.ReplaceAllString(text, "<em>$1</em>"))
		if at[0] < at[1] {
			b.WriteString("<code>" + html.EscapeString(s[at[0]+1:at[1]-1]) + "</code>")
		}
		s = s[at[1]:]
	}
	return b.String()
}
