package pgserver

import (
	"encoding/json"
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

// writeRecord puts a record into the cache. It is locked before it appears under
// its name, so that nobody takes it for an orphan's.
func writeRecord(c cache, r record) (*recordFile, error) {
	path := filepath.Join(c.records(), filepath.Base(r.Place)+".json")
	f, err := os.OpenFile(path+".new", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, fmt.Errorf("record the server: %w", err)
	}
	file := &recordFile{f: f, path: path}
	ok, err := tryLock(f)
	if err == nil && !ok {
		err = fmt.Errorf("%s is locked", f.Name())
	}
	if err == nil {
		err = file.write(r)
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		f.Close()
		os.Remove(path + ".new")
		return nil, fmt.Errorf("record the server: %w", err)
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

// remove ends the record. The server and its directory are gone by then.
func (file *recordFile) remove() error {
	err := os.Remove(file.path)
	file.f.Close()
	return err
}
