package sqlparse

import "strings"

// scan returns all tokens of a script, and with an error those before the fault.
func scan(src string) ([]token, error) {
	l := &lexer{src: src}
	return l.all()
}

func (l *lexer) all() ([]token, error) {
	var tokens []token
	var s statement
	for l.skipSpace(); l.pos < len(l.src); l.skipSpace() {
		if !l.server && !s.open && l.src[l.pos] == '\\' {
			tokens = append(tokens, l.skipTo(l.lineEnd(l.pos)))
			continue
		}
		t, fault := l.next()
		if fault != nil {
			return tokens, fault
		}
		t.ends = t.significant() && s.feed(l.src, t)
		tokens = append(tokens, t)
		if t.ends {
			if s.copyIn && !l.server {
				if end := l.dataEnd(); end > l.pos {
					tokens = append(tokens, l.skipTo(end))
				}
			}
			s = statement{}
		}
	}
	return tokens, nil
}

func (l *lexer) skipTo(end int) token {
	t := token{kind: kindSkip, start: l.pos, end: end}
	l.pos = end
	return t
}

// dataEnd returns the end of the COPY data that follows in a script, terminator included. As in psql, data begin
// on the line behind the statement and run to a line "\." or to the end of the text. More SQL on the statement's
// own line means that the text goes to a server as a whole.
func (l *lexer) dataEnd() int {
	eol := l.lineEnd(l.pos)
	rest := strings.TrimSpace(l.src[l.pos:eol])
	if rest != "" && !strings.HasPrefix(rest, `\`) && !strings.HasPrefix(rest, "--") && !strings.HasPrefix(rest, "/*") {
		return l.pos
	}
	for i := eol; i < len(l.src); {
		i++
		end := l.lineEnd(i)
		if l.src[i:end] == `\.` {
			return end
		}
		i = end
	}
	return len(l.src)
}

// statement follows one statement to find the semicolon that ends it: not one in parentheses (a rule's actions),
// not one in a body between BEGIN ATOMIC and END.
type statement struct {
	open    bool // a significant token was seen
	routine bool // CREATE [OR REPLACE] FUNCTION or PROCEDURE
	copyIn  bool // COPY … FROM STDIN
	first   string
	last    string // the last token's word, or its text
	parens  int
	body    int // BEGIN ATOMIC … END and the CASE … END inside
}

func (s *statement) feed(src string, t token) bool {
	w := t.word(src)
	if !s.open {
		s.open, s.first = true, w
	}
	switch {
	case t.is(src, "("):
		s.parens++
	case t.is(src, ")"):
		s.parens = max(0, s.parens-1)
	case t.is(src, ";"):
		return s.parens == 0 && s.body == 0
	case s.first == "create" && (w == "function" || w == "procedure") && (s.last == "create" || s.last == "replace"):
		s.routine = true
	case s.first == "copy" && w == "stdin" && s.last == "from":
		s.copyIn = true
	case s.routine && s.parens == 0:
		s.nest(w)
	}
	s.last = w
	if w == "" {
		s.last = t.text(src)
	}
	return false
}

func (s *statement) nest(w string) {
	label := s.last == "as" || s.last == "." // "select 1 as case" names a column
	switch {
	case w == "atomic" && s.last == "begin" && s.body == 0:
		s.body = 1
	case w == "case" && s.body > 0 && !label:
		s.body++
	case w == "end" && s.body > 0 && !label:
		s.body--
	}
}
