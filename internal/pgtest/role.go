package pgtest

import (
	"net/url"
	"os"
	"testing"
)

// As is the connection string with another role in it.
func As(t testing.TB, connString, role string) string {
	t.Helper()
	u, err := url.Parse(connString)
	if err != nil {
		t.Fatalf("connection string: %v", err)
	}
	u.User = url.User(role)
	return u.String()
}

// RuleMajors are the majors on which the rules' pages and cases are played:
// the default one, or all of PGADEPT_TEST_MAJORS where that is set.
func RuleMajors() []int {
	if os.Getenv("PGADEPT_TEST_MAJORS") == "" {
		return []int{DefaultMajor()}
	}
	return Majors()
}
