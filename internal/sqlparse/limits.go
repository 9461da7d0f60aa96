package sqlparse

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits bound the work of one Parse. The parser has no deadline of its own and cannot be interrupted, so the
// text is measured by the scanner before the parser sees it.
type Limits struct {
	Bytes   int // of the text
	Tokens  int // comments not counted
	Nesting int // of parentheses, brackets and CASE
	Depth   int // of the tree, nodes from root to leaf
}

// DefaultLimits keep the worst text that we could build below a second on an idle two-core machine: see
// BenchmarkHostile. Without a limit on nesting, 10,000 parentheses take 2.6 s.
var DefaultLimits = Limits{Bytes: 1 << 20, Tokens: 500_000, Nesting: 128, Depth: 10_000}

// A LimitError refuses a text that could exhaust time or stack.
type LimitError struct {
	What  string
	Limit int
}

func (e *LimitError) Error() string { return fmt.Sprintf("%s exceeds %d", e.What, e.Limit) }

// check returns an upper bound of the depth of the tree that the parser would build.
func (l Limits) check(sql string) (int, error) {
	if len(sql) > l.Bytes {
		return 0, &LimitError{What: "size in bytes", Limit: l.Bytes}
	}
	// The parser would silently stop at a NUL and report success.
	if i := strings.IndexByte(sql, 0); i >= 0 {
		return 0, &ScanError{What: "NUL byte", Offset: i, Line: lineAt(sql, i)}
	}
	if !utf8.ValidString(sql) {
		return 0, &SyntaxError{Message: "not valid UTF-8"}
	}
	// What psql would take for COPY data reaches the parser all the same.
	tokens, err := (&lexer{src: sql, server: true}).all()
	if err != nil {
		return 0, err
	}
	return l.measure(sql, tokens)
}

// measure returns an upper bound of the tree's depth.
func (l Limits) measure(sql string, tokens []token) (int, error) {
	n := nest{runs: []int{0}}
	count := 0
	for _, t := range tokens {
		if t.kind == kindComment {
			continue
		}
		if count++; count > l.Tokens {
			return 0, &LimitError{What: "number of tokens", Limit: l.Tokens}
		}
		if n.feed(sql, t); len(n.open) > l.Nesting {
			return 0, &LimitError{What: "nesting", Limit: l.Nesting}
		}
	}
	if n.deepest > 10*l.Depth { // a chain of operators that long: spare the parser the recursion
		return 0, &LimitError{What: "depth of the tree", Limit: l.Depth}
	}
	return 4 * n.deepest, nil // SELECT alone stands for four levels; no token for more
}
