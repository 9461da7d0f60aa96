package sqlparse

import (
	"errors"
	"fmt"
	"unicode/utf8"

	pg "github.com/sqlc-dev/oliphant"
	"github.com/sqlc-dev/oliphant/parser"
)

// A Tree is a parsed script. It is read only: subtrees may be shared.
type Tree struct {
	SQL        string
	Statements []*RawStmt
}

// A SyntaxError is the grammar's verdict on a text.
type SyntaxError struct {
	Message string
	Line    int // from 1; 0 when the parser names no place
}

func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

// Parse parses a script of any number of statements by the grammar of PostgreSQL 18, under DefaultLimits.
// The error is a *ScanError, a *SyntaxError or a *LimitError.
func Parse(sql string) (*Tree, error) { return DefaultLimits.Parse(sql) }

// Parse parses a script under these limits.
func (l Limits) Parse(sql string) (*Tree, error) {
	bound, err := l.check(sql)
	if err != nil {
		return nil, err
	}
	res, err := guard(sql, pg.Parse)
	if err != nil {
		return nil, err
	}
	t := &Tree{SQL: sql, Statements: res.Stmts}
	if bound > l.Depth && t.depth(l.Depth) > l.Depth {
		return nil, &LimitError{What: "depth of the tree", Limit: l.Depth}
	}
	return t, nil
}

// guard calls the library, which is young code, and turns its panics into errors.
func guard[T any](sql string, f func(string) (T, error)) (res T, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &SyntaxError{Message: fmt.Sprintf("the parser failed on this statement: %v", r)}
		}
	}()
	res, err = f(sql)
	var perr *parser.Error
	if errors.As(err, &perr) {
		return res, &SyntaxError{Message: perr.Message, Line: lineOfRune(sql, perr.Cursorpos)}
	}
	if err != nil {
		return res, &SyntaxError{Message: err.Error()}
	}
	return res, nil
}

// lineOfRune turns the parser's cursor, a character number from 1, into a line.
func lineOfRune(sql string, cursor int) int {
	if cursor <= 0 {
		return 0
	}
	line := 1
	for i := 0; i < len(sql) && cursor > 1; cursor-- {
		if sql[i] == '\n' {
			line++
		}
		_, n := utf8.DecodeRuneInString(sql[i:])
		i += n
	}
	return line
}
