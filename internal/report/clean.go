package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pgadept/pgadept/internal/pg"
)

// Clean makes a text from a database fit for one line that people read.
// Control characters, line breaks, bidirectional and other invisible
// characters, look-alikes of the space and bytes that are no UTF-8 come out
// as visible escapes (\x1b, \n, \u202e), so that a name can neither drive a
// terminal nor pose as another. Text that needs nothing is returned as is.
func Clean(s string) string {
	return escapeHidden(s, visibleEscape, "")
}

// cleanBlock is Clean for a text of several lines: line breaks and tabs stay.
func cleanBlock(s string) string {
	return escapeHidden(strings.ReplaceAll(s, "\r\n", "\n"), visibleEscape, "\n\t")
}

// escapeHidden replaces what is hidden, except the characters of keep.
func escapeHidden(s string, escape func(r rune, raw string) string, keep string) string {
	if !anyHidden(s, keep) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if bad := r == utf8.RuneError && n == 1; bad || hidden(r) && !strings.ContainsRune(keep, r) {
			b.WriteString(escape(r, s[i:i+n]))
		} else {
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

func anyHidden(s, keep string) bool {
	return !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return hidden(r) && !strings.ContainsRune(keep, r) })
}

// hidden reports whether a reader would not see the character for what it is.
// unicode.IsPrint leaves out control and format characters, every space but
// the ASCII one, private and unassigned code points; what remains are letters
// and marks without a glyph. U+FE0E and U+FE0F only choose an emoji's style.
func hidden(r rune) bool {
	switch {
	case r == 0xFE0E || r == 0xFE0F:
		return false
	case !unicode.IsPrint(r), r == 0x2800: // 0x2800: the empty Braille pattern
		return true
	}
	return unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// visibleEscape is the character as a Go programmer would write it. A byte that
// the collector found to be no UTF-8 is that byte.
func visibleEscape(r rune, raw string) string {
	if b, ok := pg.StrayByte(r); ok {
		return fmt.Sprintf(`\x%02x`, b)
	}
	switch {
	case len(raw) == 1 && r == utf8.RuneError:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r < 0x80:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= 0xFFFF:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// clip bounds a clean text to n characters and says how many it left out.
func clip(s string, n int) string {
	if len(s) <= n || utf8.RuneCountInString(s) <= n {
		return s
	}
	runes := []rune(s)
	return fmt.Sprintf("%s … (%s more characters)", string(runes[:n]), Count(int64(len(runes)-n)))
}
