package sqlparse

import "strings"

// prefix returns the length of a letter prefix that makes the quote behind it special, or 0.
func (l *lexer) prefix() int {
	switch l.src[l.pos] | 0x20 {
	case 'e', 'b', 'x', 'n':
		if l.at(l.pos+1) == '\'' {
			return 1
		}
	case 'u':
		if c := l.at(l.pos + 2); l.at(l.pos+1) == '&' && (c == '\'' || c == '"') {
			return 2
		}
	}
	return 0
}

func (l *lexer) prefixed() (kind, string) {
	letter, n := l.src[l.pos]|0x20, l.prefix()
	switch {
	case l.src[l.pos+n] == '"':
		return kindQuoted, l.quotedIdent(n + 1)
	case letter == 'b' || letter == 'x':
		return kindBits, l.bitString(n + 1)
	default:
		return kindString, l.quotedString(n+1, letter == 'e' || letter == 'n' && l.backslash)
	}
}

// quotedString reads from behind the opening quote through the closing one, and on through continuations:
// 'a' newline 'b' is one literal, and the second part obeys the escape rules of the first.
func (l *lexer) quotedString(open int, escapes bool) string {
	odd := false // an odd number of backslashes stands before pos
	for l.pos += open; l.pos < len(l.src); l.pos++ {
		c := l.src[l.pos]
		l.ambiguous = l.ambiguous || odd && c == '\''
		odd = c == '\\' && !escapes && !odd
		switch {
		case c == '\\' && escapes:
			l.pos++
		case c == '\'' && l.at(l.pos+1) == '\'':
			l.pos++
		case c == '\'':
			next := l.continuation(l.pos + 1)
			if next < 0 {
				l.pos++
				return ""
			}
			l.pos = next
		}
	}
	l.pos = len(l.src)
	return "unterminated quoted string"
}

// bitString differs in that it has no doubled quotes.
func (l *lexer) bitString(open int) string {
	for l.pos += open; ; l.pos++ {
		n := strings.IndexByte(l.src[l.pos:], '\'')
		if n < 0 {
			l.pos = len(l.src)
			return "unterminated bit string"
		}
		l.pos += n
		next := l.continuation(l.pos + 1)
		if next < 0 {
			l.pos++
			return ""
		}
		l.pos = next
	}
}

// continuation returns the offset of a quote that continues the string which ended before i, or -1.
func (l *lexer) continuation(i int) int {
	newline := false
	for i < len(l.src) {
		switch c := l.src[i]; {
		case isSpace(c):
			newline = newline || c == '\n' || c == '\r'
			i++
		case strings.HasPrefix(l.src[i:], "--"):
			i = l.lineEnd(i)
		case c == '\'' && newline:
			return i
		default:
			return -1
		}
	}
	return -1
}

func (l *lexer) quotedIdent(open int) string {
	for l.pos += open; l.pos < len(l.src); l.pos++ {
		if l.src[l.pos] != '"' {
			continue
		}
		if l.at(l.pos+1) != '"' {
			l.pos++
			return ""
		}
		l.pos++
	}
	l.pos = len(l.src)
	return "unterminated quoted identifier"
}

func (l *lexer) blockComment() string {
	depth := 0
	for l.pos < len(l.src) {
		switch {
		case l.has("/*"):
			depth++
			l.pos += 2
		case l.has("*/"):
			depth--
			l.pos += 2
			if depth == 0 {
				return ""
			}
		default:
			l.pos++
		}
	}
	return "unterminated comment"
}
