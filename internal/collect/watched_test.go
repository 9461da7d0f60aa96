package collect_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/session"
)

// TestWatched reads pg_locks from another session without a pause while
// collections run, until it has met our locks a hundred times.
func TestWatched(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		shop(t, target)
		s, err := session.Open(t.Context(), target)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close(context.WithoutCancel(t.Context()))
		watcher := pgtest.Conn(t, target)
		ctx, stop := context.WithCancel(t.Context())
		collecting := make(chan error)
		go func() {
			defer close(collecting)
			for ctx.Err() == nil {
				if _, err := collect.Collect(t.Context(), s, collect.Options{}); err != nil {
					collecting <- err
					return
				}
			}
		}()
		met := map[string]int{}
		for met["relation AccessShareLock"] < 100 {
			rows, err := watcher.Query(ctx, "select locktype || ' ' || mode from pg_locks where pid = $1 limit 1000", s.Conn.PgConn().PID())
			if err != nil {
				t.Fatal(err)
			}
			locks, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range locks {
				met[l]++
			}
		}
		stop()
		if err := <-collecting; err != nil {
			t.Fatal(err)
		}
		delete(met, "relation AccessShareLock")
		delete(met, "virtualxid ExclusiveLock") // every transaction's lock on itself
		same(t, "other locks", met, map[string]int{})
	})
}
