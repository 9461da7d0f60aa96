package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pgadept/pgadept/internal/mask"
	"github.com/pgadept/pgadept/internal/report"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SnapshotOptions say how to write a snapshot.
type SnapshotOptions struct {
	Out   string // the file; "" for one named after the database, "-" for Stdout
	Mask  bool   // replace data values
	Force bool   // replace an existing file
}

// TakeSnapshot reads the target and writes it to a file, readable by its
// owner alone, since statistics hold data. It returns the file's name.
func TakeSnapshot(ctx context.Context, t Target, opt SnapshotOptions, stdout io.Writer) (string, *snapshot.Snapshot, error) {
	if err := mayWrite(opt.Out, opt.Force); err != nil {
		return "", nil, err
	}
	s, _, err := Load(ctx, t)
	if err != nil {
		return "", nil, err
	}
	if opt.Mask {
		mask.Snapshot(s)
	}
	if opt.Out == "-" {
		return "-", s, snapshot.Write(stdout, s)
	}
	out := opt.Out
	if out == "" {
		out = fileName(s.Server.Database) + ".pgsnap"
		if err := mayWrite(out, opt.Force); err != nil {
			return "", nil, err
		}
	}
	return out, s, WriteFile(out, func(w io.Writer) error { return snapshot.Write(w, s) })
}

func mayWrite(path string, force bool) error {
	if path == "" || path == "-" || force {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return usage("%s exists already; name another file with -o, or add --force to replace it", path)
	}
	return nil
}

// fileName turns a database's name, which may hold anything, into a file's.
func fileName(database string) string {
	safe := func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}
	name := strings.Map(safe, database)
	if strings.HasPrefix(name, ".") {
		return "db" + name
	}
	return name
}

// WriteFile writes beside the file and renames, so that a failure leaves what
// was there. A link is followed, and a device or pipe written to as it is.
func WriteFile(path string, write func(io.Writer) error) (err error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return usage("write %s: it is a folder", path)
	} else if err == nil && !info.Mode().IsRegular() {
		return writeThrough(path, write)
	}
	to := path
	if real, err := filepath.EvalSymlinks(path); err == nil {
		to = real
	}
	f, err := os.CreateTemp(filepath.Dir(to), ".pgadept-*")
	if err != nil {
		return usage("write %s: %w", path, reason(err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(f.Name())))
		}
	}()
	if err = write(f); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", path, err), f.Close())
	}
	if err = f.Close(); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(f.Name(), to)
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
	return err
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// ShowSnapshot prints what a snapshot holds.
func ShowSnapshot(ctx context.Context, t Target, w io.Writer) error {
	s, _, err := Load(ctx, t)
	if err != nil {
		return err
	}
	return report.Overview(w, s)
}
