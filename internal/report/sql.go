package report

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// CleanSQL returns a statement that does the same and hides nothing: names
// and constants with invisible characters are written with PostgreSQL's own
// escapes (U&"a\+00001B", E'a\x1b'), so what a reader sees and copies is what
// runs. Line breaks inside a quoted name are escaped as well, since a name
// could otherwise look like a second statement.
func CleanSQL(sql string) string {
	if !anyHidden(sql, "") {
		return sql
	}
	var b strings.Builder
	for _, p := range splitSQL(sql) {
		switch p.kind {
		case quotedName:
			b.WriteString(cleanName(p.text))
		case constant:
			b.WriteString(cleanConstant(p.text))
		default:
			b.WriteString(cleanOpaque(p.text))
		}
	}
	return b.String()
}

// sqlKind tells apart the parts of a statement that quoting makes different.
type sqlKind int

const (
	plainSQL   sqlKind = iota
	quotedName         // "…" or U&"…"
	constant           // '…', E'…', U&'…'
	opaqueSQL          // a comment, or a dollar-quoted string
)

type sqlPart struct {
	kind sqlKind
	text string
}

// sqlToken matches one quoted part, whole or cut short by the end of the text.
var sqlToken = regexp.MustCompile(`(?s)` + strings.Join([]string{
	`((?:\b[uU]&)?"(?:[^"]|"")*"?)`,                              // 1: name
	`(\b[eE]'(?:[^'\\]|''|\\.)*'?|(?:\b[uU]&)?'(?:[^']|'')*'?)`,  // 2: constant
	`(--[^\n]*|/\*.*?(?:\*/|$)|\$(?:[A-Za-z_][A-Za-z_0-9]*)?\$)`, // 3: comment, or the opening of a dollar quote
}, "|"))

// splitSQL cuts a statement where quoting begins and ends. The parts joined
// are the statement.
func splitSQL(sql string) []sqlPart {
	var parts []sqlPart
	add := func(kind sqlKind, text string) {
		if text != "" {
			parts = append(parts, sqlPart{kind, text})
		}
	}
	for sql != "" {
		at := sqlToken.FindStringSubmatchIndex(sql)
		if at == nil {
			add(plainSQL, sql)
			break
		}
		start, end := at[0], at[1]
		add(plainSQL, sql[:start])
		switch {
		case at[2] >= 0:
			add(quotedName, sql[start:end])
		case at[4] >= 0:
			add(constant, sql[start:end])
		default:
			end = dollarEnd(sql, start, end)
			add(opaqueSQL, sql[start:end])
		}
		sql = sql[end:]
	}
	return parts
}

// dollarEnd extends the opening of a dollar quote to its end.
func dollarEnd(sql string, start, end int) int {
	tag := sql[start:end]
	if tag[0] != '$' {
		return end
	}
	if n := strings.Index(sql[end:], tag); n >= 0 {
		return end + n + len(tag)
	}
	return len(sql)
}

// ourBlock is a DO block's body as the rules write it, which is SQL itself.
var ourBlock = regexp.MustCompile(`(?s)^(\$pgadept[0-9]*\$)(.*)(\$pgadept[0-9]*\$)$`)

// cleanOpaque escapes what is hidden in a comment or a dollar-quoted string,
// for which SQL has no escape; in a body of ours the names have one.
func cleanOpaque(s string) string {
	if m := ourBlock.FindStringSubmatch(s); m != nil && m[1] == m[3] {
		return m[1] + CleanSQL(m[2]) + m[3]
	}
	return cleanBlock(s)
}

func cleanName(s string) string {
	if !anyHidden(s, "") {
		return s
	}
	if s[0] == '"' {
		s = `U&` + strings.ReplaceAll(s, `\`, `\\`)
	}
	return escapeHidden(s, unicodeEscape, "")
}

func cleanConstant(s string) string {
	const keep = "\n\t" // function bodies and comments have lines
	switch {
	case !anyHidden(s, keep):
		return s
	case s[0] == 'u' || s[0] == 'U':
		return escapeHidden(s, unicodeEscape, keep)
	case s[0] == '\'':
		s = `E` + strings.ReplaceAll(s, `\`, `\\`)
	}
	return escapeHidden(s, visibleEscape, keep)
}

// unicodeEscape is the character as U&"…" and U&'…' write it.
func unicodeEscape(r rune, raw string) string {
	if _, stray := pg.StrayByte(r); stray || len(raw) == 1 && r >= 0x80 {
		return visibleEscape(r, raw) // a byte of another encoding: no escape exists, so this is an error and no other name
	}
	return fmt.Sprintf(`\+%06X`, r)
}

// terminated is the statement, clean, with its semicolon.
func terminated(sql string) string {
	sql = strings.TrimRight(CleanSQL(sql), " \n\t")
	if sql == "" || strings.HasSuffix(sql, ";") {
		return sql
	}
	parts := splitSQL(sql)
	if last := parts[len(parts)-1]; last.kind == opaqueSQL && strings.HasPrefix(last.text, "--") {
		return sql + "\n;" // the semicolon must not end up inside the comment
	}
	return sql + ";"
}
