package sqlparse

// A Statement is one statement of a script.
type Statement struct {
	Text   string // from its first token through its last, without semicolon and outer comments
	Offset int    // of its first token, in bytes
	Line   int    // of its first token, from 1
}

// Split returns the statements of a script in their order. It needs no grammar, so it also splits statements that
// the parser does not know. Empty statements are left out, and so is what psql would read itself: backslash
// commands between statements, and the data lines behind COPY … FROM STDIN.
// The error is a *ScanError: a string, identifier or comment that does not end.
func Split(sql string) ([]Statement, error) {
	tokens, err := scan(sql)
	if err != nil {
		return nil, err
	}
	var out []Statement
	first, last := -1, -1
	line, counted := 1, 0
	flush := func() {
		if first >= 0 {
			start, end := tokens[first].start, tokens[last].end
			line += lineAt(sql[counted:start], start-counted) - 1
			counted = start
			out = append(out, Statement{Text: sql[start:end], Offset: start, Line: line})
		}
		first, last = -1, -1
	}
	for i, t := range tokens {
		switch {
		case t.ends:
			flush()
		case t.significant():
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	flush()
	return out, nil
}
