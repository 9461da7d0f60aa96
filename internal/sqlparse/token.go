package sqlparse

import "strings"

type kind uint8

const (
	kindWord    kind = iota // an unquoted identifier or keyword
	kindQuoted              // "a quoted identifier", U&"…" included
	kindString              // '…', E'…', U&'…', N'…' with their continuations, $tag$…$tag$
	kindBits                // B'101', X'1F'
	kindNumber              // 1, 0x1F, 1e5, and any junk glued to it
	kindParam               // $1
	kindOp                  // an operator, :: and := included
	kindPunct               // ( ) [ ] , ; . :
	kindComment             // -- … and /* … */
	kindSkip                // what psql reads itself: a backslash command, the data lines of a COPY
	kindOther               // a byte that no SQL token starts with
)

type token struct {
	kind       kind
	ends       bool // a semicolon that ends a statement
	start, end int
}

func (t token) text(src string) string { return src[t.start:t.end] }

// word returns the folded text of an unquoted word, and "" for every other token.
func (t token) word(src string) string {
	if t.kind != kindWord {
		return ""
	}
	return strings.ToLower(t.text(src))
}

func (t token) is(src, text string) bool {
	return (t.kind == kindPunct || t.kind == kindOp) && t.text(src) == text
}

// literal says whether the token is a constant, that is: whether it may hold a data value.
func (t token) literal() bool {
	return t.kind == kindString || t.kind == kindBits || t.kind == kindNumber
}

// significant says whether the token is part of a statement, not a remark between statements.
func (t token) significant() bool { return t.kind != kindComment && t.kind != kindSkip }

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isIdentStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

func isIdent(c byte) bool { return isIdentStart(c) || isDigit(c) || c == '$' }

func isOp(c byte) bool { return strings.IndexByte("~!@#^&|`?+-*/%<>=", c) >= 0 }
