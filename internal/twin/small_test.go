package twin

import (
	"context"
	"testing"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// take collects what a twin needs.
func take(t *testing.T, url string) *snapshot.Snapshot {
	t.Helper()
	s, err := collect.From(t.Context(), url, collect.Options{Planner: true, Ends: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// build builds a twin that the test's end closes.
func build(t *testing.T, s *snapshot.Snapshot) *Twin {
	t.Helper()
	w, err := Build(t.Context(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return w
}

// copyOf is the twin of a database made for it.
func copyOf(t *testing.T, major int, sql ...string) *Twin {
	t.Helper()
	url := pgtest.DB(t, major)
	conn := pgtest.Conn(t, url)
	pgtest.Exec(t, conn, sql...)
	return build(t, take(t, url))
}
