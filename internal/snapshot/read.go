package snapshot

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// ErrNotSnapshot is returned by Read for a file that is no .pgsnap at all.
var ErrNotSnapshot = errors.New("not a pgadept snapshot (.pgsnap)")

// Limits of a file that Read accepts: a hostile one must not exhaust memory.
const (
	maxLine  = 64 << 20 // bytes of one line, unpacked
	maxTotal = 8 << 30  // bytes of the whole, unpacked
)

// zstdMagic is how a zstd frame begins (RFC 8878, section 3.1.1).
const zstdMagic = "\x28\xb5\x2f\xfd"

// Read reads a .pgsnap. It refuses, in one sentence each, what is no
// snapshot, a newer format, a file cut short or damaged, and contents that
// contradict themselves.
func Read(r io.Reader) (*Snapshot, error) {
	src := &source{Reader: r}
	packed := bufio.NewReader(src)
	if begin, _ := packed.Peek(len(zstdMagic)); string(begin) != zstdMagic && src.err == nil {
		return nil, ErrNotSnapshot
	}
	z, err := zstd.NewReader(packed, zstd.WithDecoderMaxWindow(64<<20), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	fr := &fileReader{src: src, in: bufio.NewReaderSize(io.LimitReader(z, maxTotal), 1<<16)}
	if err := fr.header(); err != nil {
		return nil, err
	}
	s := new(Snapshot)
	if err := fr.body(s); err != nil {
		return nil, err
	}
	return s, validate(s)
}

// source remembers an error of the file itself, which is no damage.
type source struct {
	io.Reader
	err error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

type fileReader struct {
	src   *source
	in    *bufio.Reader
	line  []byte // memory for the line at hand
	lines int
}

func (r *fileReader) header() error {
	line, err := r.next()
	var h fileHeader
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, errLongLine):
		return ErrNotSnapshot
	case err != nil:
		return r.damage(err)
	case json.Unmarshal(line, &h) != nil || h.Magic != magic:
		return ErrNotSnapshot
	}
	if h.Version > FileVersion {
		return fmt.Errorf("the snapshot was written by a newer pgadept (%.60q, format %d; this one reads up to %d); upgrade pgadept", h.Tool, h.Version, FileVersion)
	}
	return nil
}

// body reads the lines, which are decoded beside, and puts their rows together.
func (r *fileReader) body(s *Snapshot) error {
	a := newAreas(s)
	err := r.rows(a)
	if damaged := a.wait(); damaged != nil { // of an earlier line than the one that err is of
		return damaged
	}
	return err
}

func (r *fileReader) rows(a *areaReader) error {
	for a.sound() {
		r.line = a.memory()
		line, err := r.next()
		if err != nil {
			return r.damage(err)
		}
		l, err := parseLine(line)
		if err != nil {
			return r.damage(err)
		}
		if l.End {
			if l.Lines != r.lines {
				return fmt.Errorf("the snapshot is damaged: it has %d lines and says %d", r.lines, l.Lines)
			}
			return nil
		}
		r.lines++
		if err := a.take(&l, r.line); err != nil {
			return err
		}
	}
	return nil
}

// parseLine takes a line apart. The rows, nearly all of a file, are cut out
// where Write put them, so that they are scanned once and not twice.
func parseLine(line []byte) (l fileLine, err error) {
	if rest, ok := bytes.CutPrefix(line, []byte(`{"area":"`)); ok {
		area, rows, ok := bytes.Cut(rest, []byte(`","rows":`))
		if rows, closed := bytes.CutSuffix(rows, []byte("}")); ok && closed && !bytes.ContainsAny(area, `"\`) {
			return fileLine{Area: string(area), Rows: rows}, nil
		}
	}
	return l, json.Unmarshal(line, &l)
}

var errLongLine = fmt.Errorf("a line of more than %d bytes", maxLine)

// next reads a line of at most maxLine bytes into the memory at hand.
func (r *fileReader) next() ([]byte, error) {
	r.line = r.line[:0]
	for {
		part, err := r.in.ReadSlice('\n')
		if r.line = append(r.line, part...); len(r.line) > maxLine {
			return nil, errLongLine
		}
		switch {
		case err == nil:
			return bytes.TrimSuffix(r.line, []byte("\n")), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

// damage is one sentence on what was found in the file. What the decoders say
// of it tells nobody what to do.
func (r *fileReader) damage(err error) error {
	switch {
	case r.src.err != nil:
		return fmt.Errorf("read the snapshot: %w", r.src.err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the snapshot is cut short after %d lines; copy it again", r.lines)
	case errors.Is(err, errLongLine):
		return fmt.Errorf("the snapshot is damaged after %d lines: %w", r.lines, err)
	}
	return fmt.Errorf("the snapshot is damaged after %d lines; copy it again, or take another", r.lines)
}
