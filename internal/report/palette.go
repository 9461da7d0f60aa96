package report

import "charm.land/lipgloss/v2"

// palette paints words for a terminal in its own sixteen colours, so that
// they fit its theme; the zero palette paints nothing.
type palette struct{ on bool }

func (p palette) paint(s string, style lipgloss.Style) string {
	if !p.on || s == "" {
		return s
	}
	return style.Render(s)
}

func (p palette) bold(s string) string { return p.paint(s, lipgloss.NewStyle().Bold(true)) }

func (p palette) dim(s string) string { return p.paint(s, lipgloss.NewStyle().Faint(true)) }

func (p palette) sql(s string) string {
	return p.paint(s, lipgloss.NewStyle().Foreground(lipgloss.Cyan))
}

// severity paints a text in the colour of a severity.
func (p palette) severity(s, severity string) string {
	style := lipgloss.NewStyle()
	switch severity {
	case "critical":
		style = style.Foreground(lipgloss.BrightRed).Bold(true)
	case "high":
		style = style.Foreground(lipgloss.Red)
	case "medium":
		style = style.Foreground(lipgloss.Yellow)
	case "low":
		style = style.Foreground(lipgloss.Blue)
	default:
		style = style.Faint(true)
	}
	return p.paint(s, style)
}
