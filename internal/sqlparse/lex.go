package sqlparse

import (
	"fmt"
	"strings"
)

// A ScanError says where a text stops being SQL tokens.
type ScanError struct {
	What   string // "unterminated quoted string"
	Offset int    // byte offset at which the unfinished token starts
	Line   int    // the line of Offset, from 1
}

func (e *ScanError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.What) }

// lexer follows PostgreSQL's scan.l. It differs in three ways, all of them lenient: a NUL byte does not end the
// text, junk glued to a number or to a parameter belongs to that token, and an operator is taken as long as it goes.
type lexer struct {
	src       string
	pos       int
	server    bool // read what a server gets: no backslash commands, no COPY data
	backslash bool // read '…' as servers with standard_conforming_strings = off do
	ambiguous bool // a \' was met in a plain string: both readings of backslash differ
}

// next returns the token at pos. The caller has skipped white space and made sure that pos is inside the text.
func (l *lexer) next() (token, *ScanError) {
	start, c := l.pos, l.src[l.pos]
	var k kind
	var fault string
	switch {
	case l.has("--"):
		k, l.pos = kindComment, l.lineEnd(start)
	case l.has("/*"):
		k, fault = kindComment, l.blockComment()
	case c == '\'':
		k, fault = kindString, l.quotedString(1, l.backslash)
	case c == '"':
		k, fault = kindQuoted, l.quotedIdent(1)
	case l.prefix() > 0:
		k, fault = l.prefixed()
	case c == '$':
		k, fault = l.dollar()
	case isIdentStart(c):
		k, l.pos = kindWord, l.identEnd(start)
	case isDigit(c) || c == '.' && isDigit(l.at(start+1)):
		k, l.pos = kindNumber, l.numberEnd(start)
	case l.has("::") || l.has(":="):
		k, l.pos = kindOp, start+2
	case strings.IndexByte("()[],;.:", c) >= 0:
		k, l.pos = kindPunct, start+1
	case isOp(c):
		k, l.pos = kindOp, l.opEnd(start)
	default:
		k, l.pos = kindOther, start+1
	}
	if k == kindNumber && isIdentStart(l.src[l.pos-1]) && (l.has("'") || l.has("&'") || l.has("&\"")) {
		// 1e'…' is an error since PostgreSQL 15; before, the letter belonged to the string.
		fault = "junk after a number"
	}
	if fault != "" {
		return token{}, &ScanError{What: fault, Offset: start, Line: lineAt(l.src, start)}
	}
	return token{kind: k, start: start, end: l.pos}, nil
}

func (l *lexer) at(i int) byte {
	if i < len(l.src) {
		return l.src[i]
	}
	return 0
}

func (l *lexer) has(s string) bool { return strings.HasPrefix(l.src[l.pos:], s) }

func (l *lexer) skipSpace() {
	for l.pos < len(l.src) && isSpace(l.src[l.pos]) {
		l.pos++
	}
}

func (l *lexer) lineEnd(i int) int {
	if n := strings.IndexAny(l.src[i:], "\r\n"); n >= 0 {
		return i + n
	}
	return len(l.src)
}

func (l *lexer) identEnd(i int) int {
	for i < len(l.src) && isIdent(l.src[i]) {
		i++
	}
	return i
}

// opEnd stops before a comment, as scan.l does: in "a+--b" the operator is "+".
func (l *lexer) opEnd(i int) int {
	for i++; i < len(l.src) && isOp(l.src[i]); i++ {
		if rest := l.src[i:]; strings.HasPrefix(rest, "--") || strings.HasPrefix(rest, "/*") {
			break
		}
	}
	return i
}

func lineAt(src string, offset int) int { return 1 + strings.Count(src[:offset], "\n") }
