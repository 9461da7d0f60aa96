package sqlparse

import (
	"errors"
	"strings"
	"testing"
)

// hostile has texts of at most a megabyte that grow in one dimension. The error's What, if one is expected.
var hostile = []struct{ name, sql, limit string }{
	{"list", "select 1" + fill(",1", 499_000/2*2), ""},
	{"list too long", "select 1" + fill(",1", 1<<20), "number of tokens"},
	{"too big", "select '" + strings.Repeat("x", 1<<20) + "'", "size in bytes"},
	{"parentheses", "select " + nested("(", "1", ")", 128), ""},
	{"parentheses too deep", "select " + nested("(", "1", ")", 129), "nesting"},
	{"parentheses never closed", "select " + fill("(", 1<<20), "nesting"},
	{"parentheses side by side", "select 1" + fill(","+nested("(", "1", ")", 128), 490_000), ""},
	{"calls side by side", "select 1" + fill(","+nested("f(", "1", ")", 128), 500_000), ""},
	{"joins side by side", "select * from a" + fill(","+nested("(", "a join b on true", ")", 128), 490_000), ""},
	{"behind copy data", "copy t from stdin;\n" + fill("(", 1<<20), "nesting"},
	{"cases", "select " + fill("case when a then ", 1<<20), "nesting"},
	{"cases with columns called end", "select " + fill("case a.end when ", 1<<20), "nesting"},
	{"cases with labels called end", "select " + fill("case (select 1 end) when ", 1<<20), "nesting"},
	{"subqueries with labels called end", fill("select 1 as end, (", 1<<20), "nesting"},
	{"signs that fold", "select " + fill("- ", 190_000) + "1", ""},
	{"not", "select " + fill("not ", 1<<20) + "a", "depth of the tree"},
	{"signs", "select " + fill("- ", 490_000) + "a", "depth of the tree"},
	{"shorter signs", "select " + fill("- ", 190_000) + "a", "depth of the tree"},
	{"shorter sums", "select a" + fill("+a", 99_000), "depth of the tree"},
	{"sums", "select a" + fill("+a", 490_000), "depth of the tree"},
	{"unions", "table a" + fill(" union table a", 1<<20), "depth of the tree"},
	{"casts", "select a" + fill("::a", 700_000), "depth of the tree"},
	{"joins", "select from a" + fill(" join b on true", 1<<20), "depth of the tree"},
	{"statements", fill("table a;", 1<<20), ""},
	{"semicolons", fill(";", 490_000), ""},
}

// fill repeats s up to a size, with room for what stands around it.
func fill(s string, size int) string { return strings.Repeat(s, (size-64)/len(s)) }

func nested(open, mid, end string, n int) string {
	return strings.Repeat(open, n) + mid + strings.Repeat(end, n)
}

func TestHostile(t *testing.T) {
	t.Parallel()
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			tree, err := Parse(h.sql)
			var limit *LimitError
			if errors.As(err, &limit) != (h.limit != "") || limit != nil && limit.What != h.limit {
				t.Fatalf("got %v, want a limit on %q", err, h.limit)
			}
			if err == nil {
				tree.Tables() // must not exhaust the stack
			}
		})
	}
}

func TestParseRefusesNUL(t *testing.T) {
	t.Parallel()
	if _, err := Parse("select 1;\x00 drop table t"); err == nil {
		t.Fatal("the parser stops at NUL: what is behind it must not pass as parsed")
	}
}

// BenchmarkHostile measures what DefaultLimits promise: no text costs more than about a second.
func BenchmarkHostile(b *testing.B) {
	for _, h := range hostile {
		b.Run(strings.ReplaceAll(h.name, " ", "_"), func(b *testing.B) {
			for b.Loop() {
				_, _ = Parse(h.sql)
			}
		})
	}
}
