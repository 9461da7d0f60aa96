package pgtest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pgserver"
)

// maxIdle is how many servers wait for their next test, 70 MB each.
const maxIdle = 4

// idle are servers that a test has given back clean.
var idle struct {
	sync.Mutex
	servers []leased
}

type leased struct {
	*pgserver.Server
	key   string
	clean string // what the server looked like when it was new
}

// Lease gives this test alone a server, as [Own] does, but one that an earlier
// test may have used: what that test left in the cluster is taken away, and a
// server that does not look new again is not used twice. The database
// "postgres" is made anew. A test that looks at files, or at when the server
// was started, takes its own.
func Lease(t testing.TB, major int, settings map[string]string) *pgserver.Server {
	t.Helper()
	s, err := lease(t.Context(), major, settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.giveBack(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s.Server
}

func lease(ctx context.Context, major int, settings map[string]string) (leased, error) {
	key := leaseKey(major, settings)
	idle.Lock()
	i := slices.IndexFunc(idle.servers, func(s leased) bool { return s.key == key })
	if i >= 0 {
		s := idle.servers[i]
		idle.servers = slices.Delete(idle.servers, i, i+1)
		idle.Unlock()
		return s, nil
	}
	idle.Unlock()
	own, err := launch(major, settings)
	if err != nil {
		return leased{}, err
	}
	s := leased{Server: own, key: key}
	if err := asAdmin(ctx, own.ConnString("template1"), func(ctx context.Context, c *pgx.Conn) error {
		s.clean, err = appearance(ctx, c)
		return err
	}); err != nil {
		own.Stop(ctx)
		return leased{}, err
	}
	return s, nil
}

func leaseKey(major int, settings map[string]string) string {
	var b strings.Builder
	fmt.Fprint(&b, major)
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		fmt.Fprintf(&b, " %s=%q", name, settings[name])
	}
	return b.String()
}

// giveBack puts a server that looks new again among the idle ones and stops
// what has no place there. That a server could not be cleaned is no error: the
// test was free to do what it liked.
func (s leased) giveBack(ctx context.Context) error {
	var now string
	err := asAdmin(ctx, s.ConnString("template1"), func(ctx context.Context, c *pgx.Conn) error {
		err := wash(ctx, s.Server, c)
		if err == nil {
			now, err = appearance(ctx, c)
		}
		return err
	})
	if err != nil || now != s.clean {
		return s.Stop(ctx)
	}
	idle.Lock()
	idle.servers = append(idle.servers, s)
	var oldest *pgserver.Server
	if len(idle.servers) > maxIdle {
		oldest = idle.servers[0].Server
		idle.servers = slices.Delete(idle.servers, 0, 1)
	}
	idle.Unlock()
	if oldest != nil {
		return oldest.Stop(ctx)
	}
	return nil
}
