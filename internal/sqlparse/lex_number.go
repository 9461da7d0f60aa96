package sqlparse

import "strings"

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
