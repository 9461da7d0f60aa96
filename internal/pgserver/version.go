package pgserver

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
)

// MinMajor and MaxMajor bound the major versions that pgadept supports.
const (
	MinMajor = 13
	MaxMajor = 18
)

// binaries is a directory with postgres and initdb of one version.
type binaries struct {
	dir     string
	major   int
	version string // such as "15.18" or "18beta1"
	text    string // all that postgres --version says; tells builds apart
}

var versionText = regexp.MustCompile(`PostgreSQL\) ((\d+)\S*)`)

// inspect asks the postgres in dir for its version. It fails where dir holds
// no server, as after an installation of the client programs alone.
func inspect(ctx context.Context, dir string) (binaries, error) {
	if _, err := exec.LookPath(program(dir, "initdb")); err != nil {
		return binaries{}, fmt.Errorf("no initdb in %s: %w", dir, err)
	}
	out, err := exec.CommandContext(ctx, program(dir, "postgres"), "--version").Output()
	if err != nil {
		return binaries{}, fmt.Errorf("ask %s for its version: %w", program(dir, "postgres"), err)
	}
	return parseVersion(dir, string(out))
}

func parseVersion(dir, text string) (binaries, error) {
	m := versionText.FindStringSubmatch(text)
	if m == nil {
		return binaries{}, fmt.Errorf("%s is not PostgreSQL: it says %q", program(dir, "postgres"), text)
	}
	major, err := strconv.Atoi(m[2])
	if err != nil {
		return binaries{}, fmt.Errorf("read version %q: %w", m[1], err)
	}
	return binaries{dir: dir, major: major, version: m[1], text: text}, nil
}

// satisfies says whether b serves a wish for a major version; 0 wishes for any
// supported one.
func (b binaries) satisfies(major int) bool {
	if major == 0 {
		return b.major >= MinMajor && b.major <= MaxMajor
	}
	return b.major == major
}

func program(dir, name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(dir, name)
}
