package snapshot

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// FileVersion is the version of the .pgsnap format that Write writes and the
// newest that Read reads.
//
// A .pgsnap is a zstd stream of lines of JSON: a header, then every area in
// chunks of rows, then a footer that counts the lines, so that a file cut
// short is noticed. Both ends stream: neither holds the file's text whole.
const FileVersion = 1

const magic = "pgadept snapshot"

type fileHeader struct {
	Magic   string `json:"file"`
	Version int    `json:"version"`
	Tool    string `json:"tool"`
}

type fileLine struct {
	Area  string          `json:"area,omitempty"`
	Rows  json.RawMessage `json:"rows,omitempty"`
	Value json.RawMessage `json:"value,omitempty"`
	End   bool            `json:"end,omitempty"`
	Lines int             `json:"lines,omitempty"`
}

// chunkRows and chunkBytes bound one line, but for a single row that is longer.
const (
	chunkRows  = 500
	chunkBytes = 4 << 20
)

// Write writes the snapshot in the .pgsnap format.
func Write(w io.Writer, s *Snapshot) error {
	z, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	buf := bufio.NewWriterSize(z, 1<<16)
	fw := &fileWriter{enc: json.NewEncoder(buf)}
	fw.enc.SetEscapeHTML(false)
	if err := fw.all(s); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return errors.Join(buf.Flush(), z.Close())
}

type fileWriter struct {
	enc   *json.Encoder
	lines int
}

func (w *fileWriter) all(s *Snapshot) error {
	if err := w.enc.Encode(fileHeader{Magic: magic, Version: FileVersion, Tool: s.Tool}); err != nil {
		return err
	}
	for name, field := range areas(s) {
		if err := w.area(name, field); err != nil {
			return err
		}
	}
	return w.enc.Encode(fileLine{End: true, Lines: w.lines})
}

func (w *fileWriter) area(name string, v reflect.Value) error {
	if v.IsZero() {
		return nil
	}
	if v.Kind() != reflect.Slice {
		raw, err := json.Marshal(v.Interface())
		return w.line(fileLine{Area: name, Value: raw}, err)
	}
	for from := 0; from < v.Len(); from += chunkRows {
		if err := w.rows(name, v.Slice(from, min(from+chunkRows, v.Len()))); err != nil {
			return err
		}
	}
	return nil
}

// rows writes a chunk as one line, or halves it while it is too long.
func (w *fileWriter) rows(name string, v reflect.Value) error {
	raw, err := json.Marshal(v.Interface())
	if err == nil && len(raw) > chunkBytes && v.Len() > 1 {
		half := v.Len() / 2
		if err := w.rows(name, v.Slice(0, half)); err != nil {
			return err
		}
		return w.rows(name, v.Slice(half, v.Len()))
	}
	return w.line(fileLine{Area: name, Rows: raw}, err)
}

func (w *fileWriter) line(l fileLine, err error) error {
	if err != nil {
		return fmt.Errorf("%s: %w", l.Area, err)
	}
	w.lines++
	return w.enc.Encode(l)
}

// areas yields the fields of a snapshot under their JSON names.
func areas(s *Snapshot) func(func(string, reflect.Value) bool) {
	return func(yield func(string, reflect.Value) bool) {
		v := reflect.ValueOf(s).Elem()
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			if !yield(name, v.Field(i)) {
				return
			}
		}
	}
}
