package pgtest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pgserver"
)

// maxIdle is how many servers wait for their next test, 70 MB each.
const maxIdle = 8

// idle are servers that a test has given back clean.
var idle struct {
	sync.Mutex
	servers []*leased
}

type leased struct {
	*pgserver.Server
	key   string // what it was started with
	conf  string // how it is configured
	clean string // what it looked like when it was new
}

// Lease gives this test alone a server, as [Own] does, but one that an earlier
// test may have used: what that test left in the cluster is taken away, and a
// server that does not look new again is not used twice. The database
// "postgres" is made anew. A test that looks at files, or at when the server
// was started, takes its own.
func Lease(t testing.TB, major int, settings map[string]string) *pgserver.Server {
	t.Helper()
	fixed, err := needRestart(t, major, settings)
	if err != nil {
		t.Fatal(err)
	}
	s, err := take(major, fixed)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.giveBack(context.Background()); err != nil {
			t.Error(err)
		}
	})
	if err := s.configure(t.Context(), settings); err != nil {
		t.Fatal(err)
	}
	return s.Server
}

// needRestart are the settings that only a start can change, or that the shared
// server does not know.
func needRestart(t testing.TB, major int, settings map[string]string) (map[string]string, error) {
	if len(settings) == 0 {
		return nil, nil
	}
	_, admin := server(t, major)
	fixed := maps.Clone(settings)
	err := admin.do(t.Context(), func(ctx context.Context, c *pgx.Conn) error {
		rows, err := c.Query(ctx, "select name from pg_catalog.pg_settings where context not in ('postmaster', 'internal') and name = any ($1)",
			slices.Collect(maps.Keys(settings)))
		if err != nil {
			return err
		}
		names, err := pgx.CollectRows(rows, pgx.RowTo[string])
		for _, name := range names {
			delete(fixed, name)
		}
		return err
	})
	return fixed, err
}

// take takes an idle server that was started with these settings, or starts
// one.
func take(major int, fixed map[string]string) (*leased, error) {
	key := strconv.Itoa(major) + confKey(fixed)
	idle.Lock()
	i := slices.IndexFunc(idle.servers, func(s *leased) bool { return s.key == key })
	if i >= 0 {
		s := idle.servers[i]
		idle.servers = slices.Delete(idle.servers, i, i+1)
		idle.Unlock()
		return s, nil
	}
	idle.Unlock()
	own, err := launch(major, fixed)
	return &leased{Server: own, key: key, conf: confKey(fixed)}, err
}

func confKey(settings map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(settings)) {
		fmt.Fprintf(&b, " %s=%q", name, settings[name])
	}
	return b.String()
}

// configure gives the server the settings and notes what it looks like then.
func (s *leased) configure(ctx context.Context, settings map[string]string) error {
	conf := confKey(settings)
	if conf == s.conf && s.clean != "" {
		return nil
	}
	if conf != s.conf {
		if err := s.Configure(ownSettings(settings)); err != nil {
			return err
		}
		if err := reload(ctx, s.Server); err != nil {
			return err
		}
		s.conf = conf
	}
	return asAdmin(ctx, s.ConnString("template1"), func(ctx context.Context, c *pgx.Conn) (err error) {
		s.clean, err = appearance(ctx, c)
		return err
	})
}

// giveBack puts a server that looks new again among the idle ones and stops
// what has no place there. That a server could not be cleaned is no error: the
// test was free to do what it liked.
func (s *leased) giveBack(ctx context.Context) error {
	if err := wash(ctx, s); err != nil {
		return s.Stop(ctx)
	}
	idle.Lock()
	idle.servers = append(idle.servers, s)
	var oldest *leased
	if len(idle.servers) > maxIdle {
		oldest = idle.servers[0]
		idle.servers = slices.Delete(idle.servers, 0, 1)
	}
	idle.Unlock()
	if oldest != nil {
		return oldest.Stop(ctx)
	}
	return nil
}
