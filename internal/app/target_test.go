package app

import (
	"strings"
	"testing"
)

// A URL with a slip in its scheme is no name of a database: to take it for one
// would print its password.
func TestResolveRefusesAHalfURL(t *testing.T) {
	t.Parallel()
	for _, words := range []string{"me:hunter2@host/db", "postgres:/me:hunter2@host:1/db", "postgres:me:hunter2@host", "//me:hunter2@host/db"} {
		for _, target := range []Target{{Words: words}, {Database: words}} {
			_, dsn, err := target.resolve()
			if err == nil {
				t.Errorf("%s is taken for %s", words, dsn)
			} else if strings.Contains(err.Error(), "hunter2") || ExitStatus(err) != 2 {
				t.Errorf("%s: %v", words, err)
			}
		}
	}
	for _, words := range []string{"my@db", "a:b", "dbname='me:x@y'", "shop"} {
		if _, _, err := (Target{Words: words}).resolve(); err != nil {
			t.Errorf("%s: %v", words, err)
		}
	}
}
