package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// breaker is a zero-width space: GitHub looks for @mentions, #issues and :emoji:
// after entities are decoded, and finds none across it. It is the only invisible
// character that Markdown puts out.
const breaker = "&#8203;"

// md makes a clean text mean only itself in Markdown and in the HTML inside
// it: what could be structure is a character reference, which CommonMark
// never reads as structure; what GitHub would link is broken.
func md(s string) string {
	var b strings.Builder
	before := ' '
	for i, r := range s {
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch {
		case r == '@', r == '#' && word(next), r == ':' && word(next) && !(unicode.IsDigit(before) && unicode.IsDigit(next)):
			fmt.Fprintf(&b, "&#%d;%s", r, breaker)
		case r == '_' && word(before) && word(next), r == ':' && (next == ' ' || next == utf8.RuneError || unicode.IsDigit(before) && unicode.IsDigit(next)):
			b.WriteRune(r) // snake_case, "this: that" and 14:05 are harmless, and frequent
		case strings.ContainsRune("`*_[]<>&|~\\:!#\"", r), r == '.' && strings.EqualFold(lastLetters(s[:i]), "www"):
			fmt.Fprintf(&b, "&#%d;", r)
		default:
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

func word(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

func lastLetters(s string) string {
	return s[strings.LastIndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })+1:]
}

// mdCode is a clean text in the type of code, where GitHub links nothing.
func mdCode(s string) string {
	if s == "" {
		return ""
	}
	return "<code>" + md(s) + "</code>"
}

// fence is a code block whose fence is longer than any in the text.
func fence(lang, text string) string {
	run, longest := 0, 2
	for _, r := range text {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	ticks := strings.Repeat("`", longest+1)
	return ticks + lang + "\n" + text + "\n" + ticks + "\n"
}
