package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	shared  fs.FileMode = 0o644 // less the umask
	private fs.FileMode = 0o600
)

// WriteFile writes a report, which is made to be passed on: a new file gets
// the rights that any new file gets, an old one keeps its own. It is written
// beside the file and renamed, so that a failure leaves what was there. A link
// is followed, and a device or pipe written to as it is.
func WriteFile(path string, write func(io.Writer) error) error {
	return replace(path, shared, write)
}

// writePrivate is WriteFile for what its owner alone may read, whatever the
// rights of a file that it replaces.
func writePrivate(path string, write func(io.Writer) error) error {
	return replace(path, private, write)
}

// CanWrite says before the work whether WriteFile will have to refuse.
func CanWrite(path string) error {
	place, err := placeFor(path)
	if err != nil || place.through {
		return err
	}
	f, err := createBeside(place.path, private)
	if err != nil {
		return usage("write %s: %w", path, reason(err))
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// place is where the bytes of a path go.
type place struct {
	path    string      // behind links
	through bool        // a device or pipe, which stays
	old     fs.FileInfo // the file to be replaced; nil for none
}

func placeFor(path string) (place, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		info = nil
	case info.IsDir():
		return place{}, usage("write %s: it is a folder", path)
	case !info.Mode().IsRegular():
		return place{path: path, through: true}, nil
	}
	p := place{path: path, old: info}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		p.path = real
	}
	return p, nil
}

func replace(path string, mode fs.FileMode, write func(io.Writer) error) (err error) {
	to, err := placeFor(path)
	if err != nil {
		return err
	}
	if to.through {
		return writeThrough(path, write)
	}
	f, err := createBeside(to.path, mode)
	if err != nil {
		return usage("write %s: %w", path, reason(err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(f.Name())))
		}
	}()
	if to.old != nil && mode != private {
		if err = f.Chmod(to.old.Mode().Perm()); err != nil {
			return errors.Join(fmt.Errorf("write %s: %w", path, reason(err)), f.Close())
		}
	}
	if err = write(f); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), f.Close())
	}
	if err = f.Close(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err = os.Rename(f.Name(), to.path); err != nil {
		return fmt.Errorf("write %s: %w", path, reason(err))
	}
	return nil
}

// createBeside makes a new file in the folder of path. Unlike os.CreateTemp
// it leaves the mode to the umask.
func createBeside(path string, mode fs.FileMode) (*os.File, error) {
	name := filepath.Join(filepath.Dir(path), ".pgadept-"+rand.Text())
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, mode)
}

// writeThrough writes to what is there and must stay: /dev/stdout, a pipe.
func writeThrough(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return usage("write %s: %w", path, reason(err))
	}
	if err := errors.Join(write(f), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, reason(err))
	}
	return nil
}

// reason is an error without the file's name, which is said already.
func reason(err error) error {
	if p := new(fs.PathError); errors.As(err, &p) {
		return p.Err
	}
	if l := new(os.LinkError); errors.As(err, &l) {
		return l.Err
	}
	return err
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
