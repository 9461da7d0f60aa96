package pgserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// sweep stops the servers whose process is gone and removes their directories.
// What goes wrong with one does not keep it from the next.
func sweep(ctx context.Context, c cache) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	paths, err := filepath.Glob(filepath.Join(c.records(), "*.json"))
	if err != nil {
		return err
	}
	var errs []error
	for _, path := range paths {
		if err := reap(ctx, path); err != nil {
			errs = append(errs, fmt.Errorf("clean up after %s: %w", path, err))
		}
	}
	return errors.Join(errs...)
}

// reap deals with one record. It does nothing when the process that wrote it
// still lives, or when another process is already at it.
func reap(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	ok, err := tryLock(f)
	if err != nil || !ok {
		return err
	}
	var r record
	if info, err := f.Stat(); err != nil || info.Size() == 0 {
		return err // empty: its process is about to write it
	}
	if err := json.NewDecoder(f).Decode(&r); err != nil {
		return fmt.Errorf("the record cannot be read; stop its server by hand and remove it: %w", err)
	}
	if err := stopOrphan(ctx, r); err != nil {
		return err
	}
	if err := removePlace(r.Place); err != nil {
		return err
	}
	return (&recordFile{f: f, path: path}).remove()
}
