package pgserver

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// dirPrefix begins the name of every server's directory. Nothing without it is
// ever removed.
const dirPrefix = "pgadept-"

// maxSocketPath is the shortest limit among the systems we run on (macOS; Linux
// has 107) on the path of a unix socket.
const maxSocketPath = 103

// newPlace returns a name for a server's directory; the caller makes it. The
// name is short, for the socket, and cannot be guessed, for /dev/shm and /tmp
// are shared.
func newPlace(who account, onDisk bool) (string, error) {
	var id [8]byte
	if _, err := rand.Read(id[:]); err != nil {
		return "", err
	}
	name := dirPrefix + hex.EncodeToString(id[:])
	bases := []string{os.TempDir(), "/tmp", "/var/tmp"}
	if !onDisk {
		bases = append(memoryPlaces(), bases...)
	}
	for _, base := range bases {
		dir := filepath.Join(base, name)
		if isDir(base) && who.canEnter(base) && len(filepath.Join(dir, socketName)) <= maxSocketPath {
			return dir, nil
		}
	}
	return "", errors.New("no temporary directory with a short path that the server can enter; set TMPDIR to one")
}

// removePlace removes a server's directory and nothing else.
func removePlace(dir string) error {
	if !filepath.IsAbs(dir) || !strings.HasPrefix(filepath.Base(dir), dirPrefix) {
		return fmt.Errorf("%q is not a directory that pgadept made", dir)
	}
	return os.RemoveAll(dir)
}
