package pgtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/pgadept/pgadept/internal/pgserver"
)

// startTimeout leaves time for a first fetch over a slow line.
const startTimeout = 5 * time.Minute

// shared are the servers of this process, each started by the first test that
// wants it. They are the one thing here that outlives a test, which is the
// purpose of the package.
var shared struct {
	sync.Mutex
	starts map[int]func() (sharedServer, error)
}

type sharedServer struct {
	*pgserver.Server
	admin *admin
}

// Main runs a package's tests, stops the shared and idle servers and ends the process.
// TestMain calls it.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run runs a package's tests, stops the shared servers and returns the exit
// status, for a TestMain that has more to do.
func Run(m interface{ Run() int }) int {
	code := m.Run()
	if err := stopShared(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = max(code, 1)
	}
	return code
}

// Server returns the shared server of a major version.
func Server(t testing.TB, major int) *pgserver.Server {
	t.Helper()
	s, _ := server(t, major)
	return s
}

func server(t testing.TB, major int) (*pgserver.Server, *admin) {
	t.Helper()
	shared.Lock()
	start := shared.starts[major]
	if start == nil {
		start = sync.OnceValues(func() (sharedServer, error) {
			s, err := launch(major, nil)
			if err != nil {
				return sharedServer{}, err
			}
			return sharedServer{s, &admin{url: s.ConnString("postgres")}}, nil
		})
		if shared.starts == nil {
			shared.starts = map[int]func() (sharedServer, error){}
		}
		shared.starts[major] = start
	}
	shared.Unlock()
	s, err := start()
	if err != nil {
		t.Fatal(err)
	}
	return s.Server, s.admin
}

// Own starts a server for this test alone, with the given settings on top of
// the shared server's, and stops it when the test ends.
func Own(t testing.TB, major int, settings map[string]string) *pgserver.Server {
	t.Helper()
	s, err := launch(major, settings)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

func launch(major int, settings map[string]string) (*pgserver.Server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	return pgserver.Start(ctx, pgserver.Options{Major: major, Settings: ownSettings(settings), DurableDefaults: true})
}

// ownSettings are the shared server's settings and those on top of them.
func ownSettings(settings map[string]string) map[string]string {
	all := map[string]string{"shared_preload_libraries": "pg_stat_statements"}
	maps.Copy(all, settings)
	return all
}

func stopShared() error {
	shared.Lock()
	defer shared.Unlock()
	var errs []error
	for _, start := range shared.starts {
		s, err := start() // has run; the test that ran it reported its error
		if err == nil {
			errs = append(errs, s.Stop(context.Background()))
		}
	}
	shared.starts = nil
	idle.Lock()
	defer idle.Unlock()
	for _, s := range idle.servers {
		errs = append(errs, s.Stop(context.Background()))
	}
	idle.servers = nil
	return errors.Join(errs...)
}
