package pgserver

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// cache is the directory in which fetched servers, template data directories
// and the records of running servers are kept.
type cache string

func (c cache) servers() string   { return filepath.Join(string(c), "postgres") }
func (c cache) templates() string { return filepath.Join(string(c), "template") }
func (c cache) records() string   { return filepath.Join(string(c), "run") }

// openCache finds the cache and makes its directories.
func openCache() (cache, error) {
	var errs []error
	for _, dir := range cachePlaces() {
		err := makeCache(cache(dir))
		if who := serverAccount(); err == nil && !who.canEnter(dir) {
			err = fmt.Errorf("%s cannot be entered by uid %d, which the server runs as when root starts it", dir, who.uid)
		}
		if err == nil {
			return cache(dir), nil
		}
		errs = append(errs, err)
	}
	return "", fmt.Errorf("no place for the cache of PostgreSQL servers; set PGADEPT_CACHE to a directory of your own: %w", errors.Join(errs...))
}

// cachePlaces lists the places to try. Root's own cache is below /root, which
// the account that the server runs as cannot enter.
func cachePlaces() []string {
	if dir := os.Getenv("PGADEPT_CACHE"); dir != "" {
		return []string{dir}
	}
	if os.Geteuid() == 0 {
		return []string{"/var/cache/pgadept", "/var/tmp/pgadept-cache"}
	}
	places := []string{filepath.Join(os.TempDir(), fmt.Sprintf("pgadept-cache-%d", os.Geteuid()))}
	if dir, err := os.UserCacheDir(); err == nil {
		places = append([]string{filepath.Join(dir, "pgadept")}, places...)
	}
	return places
}

func makeCache(c cache) error {
	for _, dir := range []string{string(c), c.servers(), c.templates(), c.records()} {
		if err := makeDir(dir); err != nil {
			return err
		}
		// What is in the cache is executed. In a place like /var/tmp somebody
		// else could have made the directory first.
		if err := checkOwned(dir); err != nil {
			return err
		}
	}
	return nil
}

// makeDir makes a directory that all can enter, whatever the umask.
func makeDir(dir string) error {
	if isDir(dir) {
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	return os.Chmod(dir, 0o755)
}
