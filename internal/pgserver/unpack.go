package pgserver

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Limits against an archive that would fill the disk. A real one has 1,029
// files and 60 MB.
const (
	maxFiles = 20_000
	maxBytes = 1 << 30
)

// unpack writes the package's native directory (bin, lib, share) to dest. The
// archive has regular files only; anything else in it, or a name that leads out
// of the package, is refused. os.Root keeps every write inside dest.
func unpack(r io.Reader, dest string) error {
	gz, err := gzip.NewReader(r)
	if err != nil {
		return fmt.Errorf("read the archive: %w", err)
	}
	if err := os.Mkdir(dest, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dest)
	if err != nil {
		return err
	}
	defer root.Close()
	archive := tar.NewReader(io.LimitReader(gz, maxBytes))
	for n := 0; ; n++ {
		head, err := archive.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read the archive: %w", err)
		}
		if n == maxFiles {
			return fmt.Errorf("the archive has more than %d files and was refused", maxFiles)
		}
		if err := unpackFile(root, head, archive); err != nil {
			return err
		}
	}
	if err := linkLibraries(root); err != nil {
		return err
	}
	return root.Chmod(".", 0o755)
}

func unpackFile(root *os.Root, head *tar.Header, data io.Reader) error {
	if !filepath.IsLocal(filepath.FromSlash(head.Name)) {
		return fmt.Errorf("the archive has a file %q outside its own directory and was refused", head.Name)
	}
	if head.Typeflag == tar.TypeDir {
		return nil
	}
	if head.Typeflag != tar.TypeReg {
		return fmt.Errorf("the archive has %q, which is not a plain file, and was refused", head.Name)
	}
	name, ok := strings.CutPrefix(path.Clean(head.Name), "package/native/")
	if !ok {
		return nil
	}
	mode := os.FileMode(0o644)
	if head.Mode&0o111 != 0 {
		mode = 0o755
	}
	if err := makeParents(root, name); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := io.Copy(f, data); err != nil {
		return fmt.Errorf("unpack %s: %w", name, err)
	}
	// The umask may have taken away what the server's account needs.
	if err := f.Chmod(mode); err != nil {
		return err
	}
	return f.Close()
}

func makeParents(root *os.Root, name string) error {
	dir := path.Dir(name)
	if _, err := root.Stat(dir); err == nil {
		return nil
	}
	if err := makeParents(root, dir); err != nil {
		return err
	}
	if err := root.Mkdir(dir, 0o755); err != nil {
		return err
	}
	return root.Chmod(dir, 0o755)
}
