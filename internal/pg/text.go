package pg

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// A database with encoding SQL_ASCII checks no text, and what all databases
// share (roles, names of databases, running statements) may be written in the
// encoding of any of them. So texts hold bytes that are no UTF-8. Here each of
// these is a character of private use plane 16, where nobody's names are.
const (
	stray     = 0x10DC00 // plus the byte: U+10DC80 to U+10DCFF
	strayLead = "\xf4\x8d"
)

// MarkStray makes valid UTF-8 of a text from a server, which it returns as is
// where nothing was to be done. No two texts become one: the bytes of a
// character that stands for a stray byte count as stray, too.
func MarkStray(text []byte) []byte {
	if utf8.Valid(text) && !bytes.Contains(text, []byte(strayLead)) {
		return text
	}
	var out []byte
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		if _, reserved := StrayByte(r); r == utf8.RuneError && n == 1 || reserved {
			for _, c := range text[:n] {
				out = utf8.AppendRune(out, stray+rune(c))
			}
		} else {
			out = append(out, text[:n]...)
		}
		text = text[n:]
	}
	return out
}

// StrayByte returns the byte that a character stands for, where MarkStray put it.
func StrayByte(r rune) (c byte, ok bool) {
	if r < stray+utf8.RuneSelf || r > stray+0xff {
		return 0, false
	}
	return byte(r - stray), true
}

// HasStray reports whether a text from MarkStray held bytes that are no UTF-8:
// as SQL it would not say what it says on the server.
func HasStray(s string) bool {
	return strings.Contains(s, strayLead) && strings.ContainsFunc(s, func(r rune) bool { _, ok := StrayByte(r); return ok })
}

// ShowStray is a text for people, with \xe9 for each stray byte.
func ShowStray(s string) string {
	if !HasStray(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if c, ok := StrayByte(r); ok {
			fmt.Fprintf(&b, `\x%02x`, c)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}
