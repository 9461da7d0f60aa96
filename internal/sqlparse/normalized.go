package sqlparse

import (
	"strconv"
	"strings"
)

// A Placeholder is a parameter of a statement, $1, as it stands in the text.
type Placeholder struct {
	Number     int
	Start, End int // in bytes
}

// Placeholders returns the parameters of a text in their order, each as often as it
// stands there.
func Placeholders(sql string) []Placeholder {
	tokens, _ := scan(sql) // those before a fault are enough
	var out []Placeholder
	for _, t := range tokens {
		if t.kind != kindParam {
			continue
		}
		if n, err := strconv.Atoi(t.text(sql)[1:]); err == nil {
			out = append(out, Placeholder{n, t.start, t.end})
		}
	}
	return out
}

// ReplaceParams writes the text with each parameter replaced.
func ReplaceParams(sql string, by func(number int) string) string {
	var b strings.Builder
	end := 0
	for _, p := range Placeholders(sql) {
		b.WriteString(sql[end:p.Start])
		b.WriteString(by(p.Number))
		end = p.End
	}
	return b.String() + sql[end:]
}

// Denormalize makes a text of pg_stat_statements one that the grammar takes:
// where a constant is part of the syntax, the parameter in its place is none.
// The type before a constant (interval $1) becomes a cast, what extract is to
// extract becomes the epoch, PREPARE is left off, and words that stood against
// a constant's quotes are set apart. The parameters are numbered from 1 without
// gaps: it returns how many there are.
func Denormalize(sql string) (text string, params int) {
	sql = inner(apart(sql))
	tokens := significant(sql)
	var b strings.Builder
	end := 0
	for i, t := range tokens {
		if t.kind != kindParam || t.start < end {
			continue
		}
		from, to, by := mended(sql, tokens, i)
		if by != "" {
			b.WriteString(sql[end:from])
			b.WriteString(by)
			end = to
		}
	}
	return renumber(b.String() + sql[end:])
}

func significant(sql string) []token {
	tokens, _ := scan(sql)
	out := tokens[:0]
	for _, t := range tokens {
		if t.significant() {
			out = append(out, t)
		}
	}
	return out
}

// apart separates a parameter from a word that it touches: date'2024-01-01'and
// became date$1and, which is one word.
func apart(sql string) string {
	var b strings.Builder
	end := 0
	for _, t := range significant(sql) {
		text := t.text(sql)
		digits := 0 // where those of the parameter begin
		switch {
		case t.kind == kindParam, t.kind == kindNumber && text[0] == '$':
			digits = 1
		case t.kind == kindWord:
			before, _, ok := strings.Cut(text, "$")
			if digits = len(before) + 1; !ok || !beforeConstant[strings.ToLower(before)] && !constantTypes[strings.ToLower(before)] {
				continue
			}
		default:
			continue
		}
		after := digits
		for after < len(text) && isDigit(text[after]) {
			after++
		}
		if after == digits {
			continue
		}
		b.WriteString(sql[end:t.start] + text[:digits-1])
		if digits > 1 {
			b.WriteString(" ")
		}
		b.WriteString(text[digits-1 : after])
		if after < len(text) {
			b.WriteString(" ")
		}
		b.WriteString(text[after:])
		end = t.end
	}
	return b.String() + sql[end:]
}

// inner is what a PREPARE prepares, which pg_stat_statements counts when it is
// executed; other texts as they are.
func inner(sql string) string {
	if Kind(sql) != "PREPARE" {
		return sql
	}
	depth := 0
	for _, t := range significant(sql) {
		switch {
		case t.is(sql, "("):
			depth++
		case t.is(sql, ")"):
			depth--
		case depth == 0 && t.word(sql) == "as":
			return strings.TrimSpace(sql[t.end:])
		}
	}
	return sql
}

// renumber closes the gaps: a parameter that is not in the text has no type.
func renumber(sql string) (string, int) {
	var present []int
	seen := map[int]bool{}
	for _, p := range Placeholders(sql) {
		if !seen[p.Number] {
			seen[p.Number] = true
			present = append(present, p.Number)
		}
	}
	number := rank(present)
	return ReplaceParams(sql, func(n int) string { return "$" + strconv.Itoa(number[n]) }), len(present)
}
