package sqlparse

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	pg "github.com/sqlc-dev/oliphant"
	"pgregory.net/rapid"
)

// remark is a comment between the two parts of one string.
var remark = regexp.MustCompile(`'\s*--[^\n]*\n(\s|--[^\n]*\n)*'`)

// TestScannerAgreesWithLibrary compares where literals, quoted identifiers and comments begin and end, on
// sequences of the pieces that scanners stumble over. The library is a port of PostgreSQL's scan.l.
func TestScannerAgreesWithLibrary(t *testing.T) {
	t.Parallel()
	pieces := []string{"'", "''", "E'", "e'", "U&'", "U&\"", "B'", "x'", `\`, `\'`, `"`, "$$", "$a$", "$a", "$1", "/*",
		"*/", "--", "\n", " ", "a", "1", "1.5", ".", "..", "e", ";", "(", ")", "+", "-", "/", "*", "::", "é", "$", "_"}
	rapid.Check(t, func(t *rapid.T) {
		sql := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 14).Draw(t, "pieces"), "")
		res, err := pg.Scan(sql)
		if err != nil {
			t.Skip("an invalid text: ours may be lenient")
		}
		var want []string
		for _, k := range res.Tokens {
			switch k.Token {
			case pg.Token_SCONST, pg.Token_USCONST, pg.Token_BCONST, pg.Token_XCONST, pg.Token_SQL_COMMENT, pg.Token_C_COMMENT:
				want = append(want, sql[k.Start:k.End])
			}
		}
		tokens, scanErr := (&lexer{src: sql, server: true}).all()
		if scanErr != nil {
			if scanErr.(*ScanError).What == "junk after a number" {
				t.Skip("the library's scanner takes $1e'x'; the server does not")
			}
			t.Fatalf("%q: %v, the library has %q", sql, scanErr, want)
		}
		var got []string
		for _, k := range tokens {
			if k.kind == kindString || k.kind == kindBits || k.kind == kindComment {
				got = append(got, k.text(sql))
			}
		}
		if slices.ContainsFunc(got, func(s string) bool { return s[0] != '-' && remark.MatchString(s) }) {
			t.Skip("libpg_query lets a comment end a string that PostgreSQL continues behind it")
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q: got %q, the library has %q", sql, got, want)
		}
	})
}
