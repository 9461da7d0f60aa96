package report

import (
	"fmt"
	"strings"
)

// markdown is one finding, folded: GitHub shows the summary.
func (f finding) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<details><summary><b>%s</b> · %s", md(f.Severity), md(f.Title))
	if f.Cost != "" {
		fmt.Fprintf(&b, " · <b>%s</b>", md(f.Cost))
	}
	b.WriteString("</summary>\n\n")
	if len(f.Evidence) > 0 {
		b.WriteString("| evidence | | source | since |\n|:--|:--|:--|:--|\n")
		for _, e := range f.Evidence {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", md(e.Name), md(clip(e.Value, 300)), mdCode(e.Source), md(e.Since))
		}
		b.WriteString("\n")
	}
	paragraph := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "**%s** %s\n\n", label, md(text))
		}
	}
	paragraph("Impact:", f.Impact)
	if f.Fix != nil {
		paragraph("Fix:", f.Fix.Summary)
		b.WriteString(mdSteps(f.Fix.Steps))
		paragraph("Caution:", f.Fix.Caution)
		if len(f.Fix.Undo) > 0 {
			b.WriteString("**Undo:**\n\n" + mdSteps(f.Fix.Undo))
		}
	}
	paragraph("Proof:", f.Proof)
	fmt.Fprintf(&b, "Rule %s\n\n</details>\n\n", mdCode(f.Rule))
	return b.String()
}

// mdSteps is one SQL block of all steps, with locks and acts by hand as
// comments, so that it can be copied whole.
func mdSteps(steps []step) string {
	var lines []string
	for _, s := range steps {
		if s.Manual != "" {
			lines = append(lines, "-- by hand: "+s.Manual)
			continue
		}
		if n := s.Notes(); n != "" {
			lines = append(lines, "-- "+n)
		}
		lines = append(lines, s.SQL)
	}
	text := strings.Join(lines, "\n")
	switch {
	case text == "":
		return ""
	case len(text) > largestSQL:
		return fmt.Sprintf("%s characters of SQL: see the HTML or JSON report.\n\n", Count(int64(len(text))))
	}
	return fence("sql", text) + "\n"
}
