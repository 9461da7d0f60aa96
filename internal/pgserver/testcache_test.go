package pgserver

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// private is a cache of this test process alone, for tests that look at all its
// records. It is shared by them so that initdb runs once.
var private = sync.OnceValues(newCache)

func newCache() (string, error) {
	// t.TempDir is closed to the account that the server runs as.
	dir, err := os.MkdirTemp("/tmp", "pgadept-test-cache-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755)
}

// usePrivateCache makes the test and its helpers use the private cache.
func usePrivateCache(t *testing.T) cache {
	t.Helper()
	dir, err := private()
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("PGADEPT_CACHE", dir)
	return cache(dir)
}

// useEmptyCache makes the test and its helpers use a cache with nothing in it.
func useEmptyCache(t *testing.T) {
	t.Helper()
	dir, err := newCache()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	t.Setenv("PGADEPT_CACHE", dir)
}

// recordFiles lists the records in a cache.
func recordFiles(t *testing.T, c cache) []string {
	t.Helper()
	records, err := filepath.Glob(filepath.Join(c.records(), "*"))
	if err != nil {
		t.Fatal(err)
	}
	return records
}
