package sqlparse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"
)

// TestCases runs testdata/*.test: the directive names the function, its input is the argument.
func TestCases(t *testing.T) {
	t.Parallel()
	run := map[string]func(string) string{
		"split": split, "parse": parse, "redact": Redact, "redact-expr": RedactExpr, "tables": tables,
		"kind": kinds, "fingerprint": fingerprints, "walk": nodes,
	}
	datadriven.Walk(t, "testdata", func(t *testing.T, path string) {
		if !strings.HasSuffix(path, ".test") {
			return
		}
		datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
			f, ok := run[d.Cmd]
			if !ok {
				d.Fatalf(t, "no directive %q", d.Cmd)
			}
			return strings.TrimSuffix(f(d.Input), "\n") + "\n"
		})
	})
}

func split(in string) string {
	stmts, err := Split(in)
	if err != nil {
		return "error: " + err.Error()
	}
	var b strings.Builder
	for _, s := range stmts {
		fmt.Fprintf(&b, "%d@%d: %s\n", s.Line, s.Offset, s.Text)
	}
	return b.String()
}

func parse(in string) string {
	t, err := Parse(in)
	if err != nil {
		return "error: " + err.Error()
	}
	return fmt.Sprintf("%d statements\n", len(t.Statements))
}

func tables(in string) string {
	names, err := Tables(in)
	if err != nil {
		return "error: " + err.Error()
	}
	return fmt.Sprintln(names)
}

func kinds(in string) string {
	var b strings.Builder
	for _, line := range strings.Split(in, "\n") {
		fmt.Fprintf(&b, "%s <- %s\n", Kind(line), line)
	}
	return b.String()
}

// fingerprints prints a letter for each line, the same one for the same fingerprint.
func fingerprints(in string) string {
	letters := map[string]string{}
	var b strings.Builder
	for _, line := range strings.Split(in, "\n") {
		fp, err := Fingerprint(line)
		if err != nil {
			fp = err.Error()
		}
		if letters[fp] == "" {
			letters[fp] = string(rune('A' + len(letters)))
		}
		fmt.Fprintf(&b, "%s <- %s\n", letters[fp], line)
	}
	return b.String()
}

func nodes(in string) string {
	t, err := Parse(in)
	if err != nil {
		return "error: " + err.Error()
	}
	var b strings.Builder
	Walk(t, func(n Node) bool {
		fmt.Fprintln(&b, n.ProtoReflect().Descriptor().Name())
		_, leaf := n.(*RangeVar)
		return !leaf
	})
	return b.String()
}
