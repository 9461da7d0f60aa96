package sqlparse

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Redact returns the text without its data values, fit to be stored and shown. Every constant of every statement,
// utility commands and routine bodies included, becomes $n as in pg_stat_statements, numbered after the highest
// parameter in the text. Comments, backslash commands and COPY data go, because they may hold values;
// keywords, identifiers, operators and parameters stay.
//
// It works on tokens, not on trees, so it covers what the grammar does not. A text whose tokens are in doubt is
// replaced as a whole by <unparseable statement, N bytes>.
func Redact(sql string) string {
	if replaced.MatchString(sql) {
		return sql
	}
	tokens, ok := certain(sql)
	if !ok {
		return fmt.Sprintf("<unparseable statement, %d bytes>", len(sql))
	}
	n := highestParam(sql, tokens)
	values := settingValues(sql, tokens)
	var p printer
	for i, t := range tokens {
		if !t.significant() {
			continue
		}
		if t.literal() || values[i] {
			n++
			p.write(sql, t, "$"+strconv.Itoa(n), true)
			continue
		}
		p.write(sql, t, t.text(sql), false)
	}
	return p.out.String()
}

// replaced is what Redact makes of a text in doubt: it has nothing left to redact.
var replaced = regexp.MustCompile(`^<unparseable statement, [0-9]+ bytes>$`)

// certain returns the tokens, and false when another server could read the text differently.
//
// With standard_conforming_strings = off a backslash hides the quote behind it, and what one reading takes for
// a value the other takes for SQL. Where that matters the standard reading counts only if it alone holds and parses.
func certain(sql string) ([]token, bool) {
	l := &lexer{src: sql}
	tokens, err := l.all()
	if err != nil {
		return nil, false
	}
	for _, t := range tokens {
		if t.kind == kindOther {
			return nil, false
		}
	}
	if !l.ambiguous {
		return tokens, true
	}
	other := &lexer{src: sql, backslash: true}
	if _, err := other.all(); err == nil {
		return nil, false
	}
	_, err = Parse(sql)
	return tokens, err == nil
}

func highestParam(sql string, tokens []token) int {
	highest := 0
	for _, t := range tokens {
		if t.kind != kindParam {
			continue
		}
		if n, err := strconv.Atoi(t.text(sql)[1:]); err == nil {
			highest = max(highest, n)
		}
	}
	return highest
}

// printer writes tokens with the white space that stood between them.
type printer struct {
	out         strings.Builder
	end         int  // of the last token written, in the source
	placeholder bool // the last token written was one
}

func (p *printer) write(src string, t token, text string, placeholder bool) {
	gap := src[p.end:t.start]
	switch {
	case p.out.Len() == 0:
		gap = ""
	case strings.TrimSpace(gap) != "" && strings.Contains(gap, "\n"): // there was a comment
		gap = "\n"
	case strings.TrimSpace(gap) != "":
		gap = " "
	case gap == "" && placeholder && isIdent(src[t.start-1]), gap == "" && p.placeholder && isIdent(text[0]):
		gap = " " // select'x'from: the quotes kept the words apart
	}
	p.out.WriteString(gap)
	p.out.WriteString(text)
	p.end, p.placeholder = t.end, placeholder
}
