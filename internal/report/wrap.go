package report

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// wrap breaks a text at spaces into lines of at most width cells, the first
// of at most first. A word longer than a line is cut.
func wrap(text string, first, width int) []string {
	var lines []string
	line, used, room := "", 0, first
	flush := func() { lines, line, used, room = append(lines, line), "", 0, width }
	for _, word := range strings.Fields(text) {
		n := lipgloss.Width(word)
		if line != "" && used+1+n > room {
			flush()
		}
		for line == "" && n > room {
			line, word = cut(word, room)
			n = lipgloss.Width(word)
			flush()
		}
		if line != "" && word != "" {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+n
	}
	if line != "" || len(lines) == 0 {
		flush()
	}
	return lines
}

// cut splits a word so that its head takes at most width cells, at least one
// character.
func cut(word string, width int) (head, tail string) {
	end := 0
	for i, r := range word {
		if end > 0 && lipgloss.Width(word[:i+len(string(r))]) > width {
			break
		}
		end = i + len(string(r))
	}
	return word[:end], word[end:]
}

// wrapSQL breaks a statement only at spaces outside of quotes, where a line
// break changes nothing: what is copied from a terminal still runs.
func wrapSQL(sql string, width int) []string {
	var b strings.Builder
	column := 0
	put := func(s string) {
		b.WriteString(s)
		if i := strings.LastIndexByte(s, '\n'); i >= 0 {
			column, s = 0, s[i+1:]
		}
		column += lipgloss.Width(s)
	}
	const hang = "    "
	for _, p := range splitSQL(sql) {
		if p.kind != plainSQL {
			put(p.text)
			continue
		}
		for i, word := range strings.SplitAfter(p.text, " ") {
			if i > 0 && column > len(hang) && column+lipgloss.Width(strings.TrimRight(word, " ")) > width {
				put("\n" + hang)
			}
			put(word)
		}
	}
	lines := strings.Split(b.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}
