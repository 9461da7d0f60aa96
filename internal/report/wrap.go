package report

import (
	"strings"

	"charm.land/lipgloss/v2"
)

// wrap breaks a text at spaces into lines of at most width cells, the first
// of at most first. A word longer than a line is cut. The time it takes grows
// with the text and no faster: a name or a query may be one word of megabytes.
func wrap(text string, first, width int) []string {
	var lines []string
	line, used, room := "", 0, first
	flush := func() { lines, line, used, room = append(lines, line), "", 0, width }
	for _, word := range strings.Fields(text) {
		n := lipgloss.Width(word)
		if line != "" && used+1+n > room {
			flush()
		}
		if n > room {
			pieces := cut(word, room, width)
			last := len(pieces) - 1
			for _, piece := range pieces[:last] {
				line = piece
				flush()
			}
			word = pieces[last]
			n = lipgloss.Width(word)
		}
		if line != "" {
			line, used = line+" ", used+1
		}
		line, used = line+word, used+n
	}
	if line != "" || len(lines) == 0 {
		flush()
	}
	return lines
}

// cut splits a word into pieces, the first of at most first cells and the
// others of at most width, each of at least one character.
func cut(word string, first, width int) []string {
	var pieces []string
	start, used, room := 0, 0, first
	for i, r := range word {
		n := 1
		if r >= 0x80 {
			n = lipgloss.Width(string(r))
		}
		if used+n > room && i > start {
			pieces = append(pieces, word[start:i])
			start, used, room = i, 0, width
		}
		used += n
	}
	return append(pieces, word[start:])
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
