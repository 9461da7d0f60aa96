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

// dollar reads a parameter, a dollar-quoted string, or a lone dollar sign.
func (l *lexer) dollar() (kind, string) {
	start := l.pos
	l.pos++
	if isDigit(l.at(l.pos)) {
		for isDigit(l.at(l.pos)) {
			l.pos++
		}
		// The protocol has 65535 parameters; anything longer, or with junk behind it, is somebody's value.
		if l.pos-start <= 6 && !isIdentStart(l.at(l.pos)) {
			return kindParam, ""
		}
		l.pos = l.junkEnd(l.pos)
		return kindNumber, ""
	}
	i := l.pos
	for i < len(l.src) && isIdent(l.src[i]) && l.src[i] != '$' {
		i++
	}
	if l.at(i) != '$' || isDigit(l.at(l.pos)) {
		return kindOther, ""
	}
	tag := l.src[start : i+1]
	n := strings.Index(l.src[i+1:], tag)
	if n < 0 {
		l.pos = len(l.src)
		return kindString, "unterminated dollar-quoted string"
	}
	l.pos = i + 1 + n + len(tag)
	return kindString, ""
}

func (l *lexer) numberEnd(i int) int {
	for isDigit(l.at(i)) || l.at(i) == '_' && isDigit(l.at(i+1)) {
		i++
	}
	// In "1..10" (a PL/pgSQL range) the dots are an operator.
	if l.at(i) == '.' && l.at(i+1) != '.' {
		for i++; isDigit(l.at(i)) || l.at(i) == '_' && isDigit(l.at(i+1)); {
			i++
		}
	}
	if l.at(i)|0x20 == 'e' && (l.at(i+1) == '+' || l.at(i+1) == '-') && isDigit(l.at(i+2)) {
		i += 2
	}
	return l.junkEnd(i)
}

// junkEnd passes what is glued to a number: exponents, hexadecimal digits, and the words that PostgreSQL
// before 15 took for a token of their own.
func (l *lexer) junkEnd(i int) int {
	if isIdentStart(l.at(i)) || isDigit(l.at(i)) {
		return l.identEnd(i)
	}
	return i
}
