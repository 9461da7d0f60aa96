package pgserver

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// installedPatterns are where packagers put servers. %d is the major version;
// the rest is a glob.
var installedPatterns = []string{
	"/usr/lib/postgresql/%d/bin", // Debian, Ubuntu
	"/usr/pgsql-%d/bin",          // the PGDG packages for Red Hat
	"/usr/lib/postgresql%d/bin",  // SUSE
	"/usr/libexec/postgresql%d",  // Alpine
	"/opt/homebrew/opt/postgresql@%d/bin",
	"/usr/local/opt/postgresql@%d/bin",
	"/home/linuxbrew/.linuxbrew/opt/postgresql@%d/bin",
	"/Applications/Postgres.app/Contents/Versions/%d/bin",
	`C:\Program Files\PostgreSQL\%d\bin`,
}

// installed returns the server of the given major version that a packager or
// the user put on this machine; for major 0 the newest. ok is false when there
// is none.
func installed(ctx context.Context, major int) (found binaries, ok bool) {
	for _, dir := range installedDirs(ctx, major) {
		// A directory that is not there, or has no server in it, is not a
		// candidate: that is what this loop finds out.
		b, err := inspect(ctx, dir)
		if err != nil || !b.satisfies(major) {
			continue
		}
		if major != 0 {
			return b, true
		}
		if !ok || b.major > found.major {
			found, ok = b, true
		}
	}
	return found, ok
}

func installedDirs(ctx context.Context, major int) []string {
	var dirs []string
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for m := MaxMajor; m >= MinMajor; m-- {
		if major != 0 && m != major {
			continue
		}
		for _, pattern := range installedPatterns {
			dir := filepath.Clean(fmt.Sprintf(pattern, m))
			if _, err := os.Stat(program(dir, "postgres")); err == nil {
				dirs = append(dirs, dir)
			}
		}
	}
	return dirs
}
