package collect

import (
	"errors"
	"regexp"
	"slices"

	"github.com/pgadept/pgadept/internal/sqlparse"
)

// sensitive are the words of statements whose constants are, or make, secrets.
var sensitive = regexp.MustCompile(`(?i)passw|passphrase|pwd|secret|token|credential|(access|account|api|encryption|private|signing)_?key|` +
	`bearer|authorization|jwt|crypt|hmac|\b(digest|md5|sha\d+)\s*\(|dblink|set_config|` + userInfo)

// hideConstants drops the constants of a statement that may hold a secret:
// of any that is more than a query or a change of rows, since utility commands
// have many places for secrets (ALTER ROLE, CREATE SUBSCRIPTION, COPY … PROGRAM,
// SET, DO) and no use for constants; and of any that has a sensitive word.
func hideConstants(text string) string {
	if onRows(text) && !sensitive.MatchString(text) {
		return text
	}
	return sqlparse.Redact(text)
}

// onRows reports whether a text holds nothing but queries and changes of rows,
// as far as the server kept it: it may have cut it off inside a constant.
func onRows(text string) bool {
	statements, err := sqlparse.Split(text)
	var cut *sqlparse.ScanError
	if errors.As(err, &cut) {
		statements, err = sqlparse.Split(text[:cut.Offset])
	}
	return err == nil && !slices.ContainsFunc(statements, func(s sqlparse.Statement) bool {
		return !slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE", "MERGE"}, sqlparse.Kind(s.Text))
	})
}
