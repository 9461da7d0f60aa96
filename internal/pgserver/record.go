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

// A record tells the next start of pgadept about a running server. The process
// that started the server holds a lock on the file for as long as it lives: who
// gets the lock knows that the process is gone, whatever has become of its pid.
type record struct {
	Parent     int       `json:"parent"`     // pid of the process that started the server
	Postmaster int       `json:"postmaster"` // 0 until the server is up
	Place      string    `json:"place"`      // the directory to remove
	Data       string    `json:"data"`
	Bin        string    `json:"bin"`
	Started    time.Time `json:"started"`
}

// recordFile is a record that this process holds.
type recordFile struct {
	f    *os.File
	path string
}

// writeRecord puts a record into the cache and holds its lock. Until the lock is
// taken the file is empty, which tells a sweep to leave it alone.
func writeRecord(ctx context.Context, c cache, r record) (*recordFile, error) {
	path := filepath.Join(c.records(), filepath.Base(r.Place)+".json")
	f, err := lockFile(ctx, path)
	if err != nil {
		return nil, fmt.Errorf("record the server: %w", err)
	}
	file := &recordFile{f: f, path: path}
	if err := file.write(r); err != nil {
		return nil, errors.Join(fmt.Errorf("record the server: %w", err), file.remove())
	}
	return file, nil
}

func (file *recordFile) write(r record) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	if err := file.f.Truncate(0); err != nil {
		return err
	}
	_, err = file.f.WriteAt(append(text, '\n'), 0)
	return err
}

// remove ends the record. The server and its directory are gone by then, so it
// does no harm that a sweep may come in between; Windows removes no open file.
func (file *recordFile) remove() error {
	if err := file.f.Close(); err != nil {
		return err
	}
	if err := os.Remove(file.path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
