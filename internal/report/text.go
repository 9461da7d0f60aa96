package report

import (
	"io"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/pgadept/pgadept/internal/advice"
)

// TextOptions says how Text writes.
type TextOptions struct {
	Color   bool // ANSI colours: the output is a terminal
	Verbose bool // evidence, fix and undo under each finding
	Width   int  // columns, 0 for 100
}

const (
	usualWidth     = 100
	narrowestWidth = 40
	severityWidth  = len("critical")
	bodyIndent     = 2 + severityWidth + 2 // where titles begin
)

// Text writes the report for people at a terminal: the findings by area, one
// line each, and a summary that says what to do first.
func Text(w io.Writer, r *advice.Report, o TextOptions) error {
	if o.Width == 0 {
		o.Width = usualWidth
	}
	t := &textWriter{view: newView(r), palette: palette{o.Color}, verbose: o.Verbose, width: max(o.Width, narrowestWidth)}
	t.header()
	for _, a := range t.Areas {
		t.area(a)
	}
	t.summary()
	_, err := io.WriteString(w, t.out.String())
	return err
}

type textWriter struct {
	*view
	palette
	verbose bool
	width   int
	out     strings.Builder
}

func (t *textWriter) line(s string) {
	t.out.WriteString(strings.TrimRight(s, " "))
	t.out.WriteByte('\n')
}

func (t *textWriter) header() {
	facts := t.Facts
	if t.When != "" {
		facts = append(facts[:len(facts):len(facts)], t.When)
	}
	text := t.Database + "  " + strings.Join(facts, " · ")
	for i, l := range wrap(text, t.width-1, t.width) {
		if rest, ok := strings.CutPrefix(l, t.Database); ok && i == 0 {
			l = t.bold(t.Database) + " " + rest
		}
		t.line(l)
	}
}

func (t *textWriter) area(a area) {
	t.line("")
	t.line(t.bold(a.Name))
	for i, f := range a.Findings {
		if t.verbose && i > 0 {
			t.line("")
		}
		t.finding(f)
	}
}

// finding writes one line, wrapped where it must be: severity, title, rule,
// and the cost at the right edge.
func (t *textWriter) finding(f finding) {
	costWidth := lipgloss.Width(f.Cost)
	if f.Cost != "" {
		costWidth += 2
	}
	room := t.width - bodyIndent
	rule := "(" + f.Rule + ")"
	lines := wrap(f.Title+" "+rule, max(room-costWidth, 12), room)
	for i, l := range lines {
		width := lipgloss.Width(l)
		if i == len(lines)-1 {
			l = strings.TrimSuffix(l, rule) + t.dim(rule)
		}
		if i > 0 {
			t.line(spaces(bodyIndent) + l)
			continue
		}
		gap := ""
		if f.Cost != "" {
			gap = spaces(room - width - costWidth + 2)
		}
		t.line("  " + t.severity(pad(f.Severity, severityWidth), f.Severity) + "  " + l + gap + t.severity(f.Cost, f.Severity))
	}
	if t.verbose {
		t.details(f)
	}
}

func spaces(n int) string { return strings.Repeat(" ", max(n, 0)) }

func pad(s string, width int) string { return s + spaces(width-lipgloss.Width(s)) }
