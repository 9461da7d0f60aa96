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
	s, err := collect.From(t.Context(), url, collect.Options{Planner: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// build builds a twin that the test's end closes.
func build(t *testing.T, s *snapshot.Snapshot, opt Options) *Twin {
	t.Helper()
	w, err := Build(t.Context(), s, opt)
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

// copyOf is a twin whose schema is made by the statements that made production's.
func copyOf(t *testing.T, major int, schema string, fill ...string) *Twin {
	t.Helper()
	url := pgtest.DB(t, major)
	conn := pgtest.Conn(t, url)
	pgtest.Exec(t, conn, schema)
	pgtest.Exec(t, conn, fill...)
	return build(t, take(t, url), Options{schema: bySQL(schema)})
}

func bySQL(schema string) func(context.Context, *builder) error {
	return func(ctx context.Context, b *builder) error {
		return run(ctx, b.super, "set search_path = public", schema, "set search_path = ''", "reassign owned by "+keeper+" to "+Role)
	}
}
