package advice

import (
	"strings"

	"github.com/pgadept/pgadept/internal/sqlparse"
)

// Excerpt is the beginning of a statement in one line, for evidence, without
// its constants: reports travel further than the data may.
func Excerpt(query string) string { return ExcerptOf(query, 200) }

// ExcerptOf is an Excerpt of at most so many characters.
func ExcerptOf(query string, most int) string {
	line := []rune(strings.Join(strings.Fields(sqlparse.Redact(query)), " "))
	if len(line) <= most {
		return string(line)
	}
	return strings.TrimRight(string(line[:most-1]), " ") + "…"
}
