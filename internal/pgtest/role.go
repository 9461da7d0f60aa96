package pgtest

import (
	"net/url"
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
