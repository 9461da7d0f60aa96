package sqlparse

import (
	"slices"
	"strings"
)

// mended returns what is to stand from one place to another instead of the
// parameter tokens[i] and what belongs to it; "" where the parameter is right.
func mended(sql string, tokens []token, i int) (from, to int, by string) {
	word := func(j int) string {
		if j < 0 || j >= len(tokens) {
			return ""
		}
		return tokens[j].word(sql)
	}
	if i >= 2 && tokens[i-1].is(sql, "(") && word(i-2) == "extract" && word(i+1) == "from" {
		return tokens[i].start, tokens[i].end, "epoch"
	}
	first := constantType(sql, tokens, i)
	if first == i {
		return 0, 0, ""
	}
	last := i
	if word(first) == "interval" {
		last = intervalFields(sql, tokens, i)
	}
	typ := sql[tokens[first].start:tokens[i-1].end] + sql[tokens[i].end:tokens[last].end]
	return tokens[first].start, tokens[last].end, "(" + tokens[i].text(sql) + "::" + typ + ")"
}

// constantType returns the first token of the type that stands before the
// constant tokens[i], and i where there is none. Before a parameter any word but
// a keyword that an expression may follow is a type.
func constantType(sql string, tokens []token, i int) int {
	word := func(j int) string {
		if j < 0 {
			return ""
		}
		return tokens[j].word(sql)
	}
	j := beforeModifier(sql, tokens, i-1)
	if word(j) == "zone" && word(j-1) == "time" && (word(j-2) == "with" || word(j-2) == "without") {
		j = beforeModifier(sql, tokens, j-3)
	}
	switch {
	case j < 0, tokens[j].kind != kindQuoted && word(j) == "", beforeConstant[word(j)]:
		return i
	case slices.Contains([]string{"precision", "varying", "character", "char"}, word(j)) && slices.Contains([]string{"double", "character", "char", "bit", "national"}, word(j-1)):
		j--
	}
	for j >= 2 && tokens[j-1].is(sql, ".") && (tokens[j-2].kind == kindQuoted || tokens[j-2].kind == kindWord) {
		j -= 2
	}
	return j
}

// beforeModifier skips backwards over a type's modifier, (3) or (10, 2).
func beforeModifier(sql string, tokens []token, j int) int {
	if j < 0 || !tokens[j].is(sql, ")") {
		return j
	}
	for k := j - 1; k > 0; k-- {
		switch {
		case tokens[k].is(sql, "("):
			return k - 1
		case tokens[k].kind != kindNumber && !tokens[k].is(sql, ","):
			return -1
		}
	}
	return -1
}

// intervalFields returns the last token of what may follow an interval's
// constant: day to second (3).
func intervalFields(sql string, tokens []token, i int) int {
	for i+1 < len(tokens) {
		t := tokens[i+1]
		switch {
		case slices.Contains([]string{"year", "month", "day", "hour", "minute", "second", "to"}, t.word(sql)):
			i++
		case tokens[i].word(sql) == "second" && i+3 < len(tokens) && t.is(sql, "(") && tokens[i+2].kind == kindNumber && tokens[i+3].is(sql, ")"):
			return i + 3
		default:
			return i
		}
	}
	return i
}

func rank(numbers []int) map[int]int {
	slices.Sort(numbers)
	out := make(map[int]int, len(numbers))
	for i, n := range numbers {
		out[n] = i + 1
	}
	return out
}

// beforeConstant are the keywords of queries that an expression may follow.
var beforeConstant = set(`all and any array as asymmetric between both by case cross default delete desc distinct do document
	content else end escape except exists fetch filter first following for from full group groups having if ilike in inner insert
	intersect into is isnull join lateral leading left like limit matched merge natural next not notnull null offset on only operator
	or order outer over overlaps passing placing preceding range return returning right row rows select set similar some symmetric
	table then to trailing union update using values variadic when where window with within zone`)

// constantTypes are the built-in types that are written before constants.
var constantTypes = set(`bool boolean box bytea bpchar char character cidr circle date float4 float8 inet int int2 int4 int8 integer
	bigint smallint interval json jsonb jsonpath line lseg macaddr money numeric decimal path point polygon real regclass text time
	timetz timestamp timestamptz tsquery tsvector uuid varchar xml`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
