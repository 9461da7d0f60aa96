package snapshot

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/klauspost/compress/zstd"
)

// ErrNotSnapshot is returned by Read for a file that is no .pgsnap at all.
var ErrNotSnapshot = errors.New("not a pgadept snapshot (.pgsnap)")

// Limits of a file that Read accepts: a hostile one must not exhaust memory.
const (
	maxLine  = 64 << 20 // bytes of one line, unpacked
	maxTotal = 8 << 30  // bytes of the whole, unpacked
)

// Read reads a .pgsnap. It refuses, in one sentence each, what is no
// snapshot, a newer format, a file cut short or damaged, and contents that
// contradict themselves.
func Read(r io.Reader) (*Snapshot, error) {
	z, err := zstd.NewReader(r, zstd.WithDecoderMaxWindow(64<<20), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	fr := &fileReader{in: bufio.NewReaderSize(io.LimitReader(z, maxTotal), 1<<16)}
	if err := fr.header(); err != nil {
		return nil, err
	}
	s := new(Snapshot)
	if err := fr.body(s); err != nil {
		return nil, err
	}
	return s, validate(s)
}

type fileReader struct {
	in    *bufio.Reader
	lines int
}

func (r *fileReader) header() error {
	line, err := r.next()
	var h fileHeader
	if err != nil || json.Unmarshal(line, &h) != nil || h.Magic != magic {
		return ErrNotSnapshot
	}
	if h.Version > FileVersion {
		return fmt.Errorf("the snapshot was written by a newer pgadept (%.60q, format %d; this one reads up to %d); upgrade pgadept", h.Tool, h.Version, FileVersion)
	}
	return nil
}

func (r *fileReader) body(s *Snapshot) error {
	fields := map[string]reflect.Value{}
	for name, v := range areas(s) {
		fields[name] = v
	}
	for {
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
		if err := l.into(fields); err != nil {
			return err
		}
	}
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

// into appends a line's rows to its field, or sets its value. An area this
// version does not know is an error: within one format version all are known.
func (l *fileLine) into(fields map[string]reflect.Value) error {
	v, ok := fields[l.Area]
	switch {
	case !ok:
		return fmt.Errorf("the snapshot is damaged: unknown area %.60q", l.Area)
	case len(l.Value) > 0:
		if err := json.Unmarshal(l.Value, v.Addr().Interface()); err != nil {
			return fmt.Errorf("the snapshot is damaged: %s: %w", l.Area, err)
		}
	case v.Kind() == reflect.Slice && len(l.Rows) > 0:
		chunk := reflect.New(v.Type())
		if err := json.Unmarshal(l.Rows, chunk.Interface()); err != nil {
			return fmt.Errorf("the snapshot is damaged: %s: %w", l.Area, err)
		}
		if chunk.Elem().Len() > chunkRows {
			return fmt.Errorf("the snapshot is damaged: a line of %s has %d rows, over %d", l.Area, chunk.Elem().Len(), chunkRows)
		}
		v.Set(reflect.AppendSlice(v, chunk.Elem()))
	default:
		return fmt.Errorf("the snapshot is damaged: area %s has no rows", l.Area)
	}
	return nil
}

// next reads a line of at most maxLine bytes.
func (r *fileReader) next() ([]byte, error) {
	var line []byte
	for {
		part, err := r.in.ReadSlice('\n')
		if line = append(line, part...); len(line) > maxLine {
			return nil, fmt.Errorf("a line of more than %d bytes", maxLine)
		}
		switch {
		case err == nil:
			return bytes.TrimSuffix(line, []byte("\n")), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

func (r *fileReader) damage(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the snapshot is cut short after %d lines; copy it again", r.lines)
	}
	return fmt.Errorf("the snapshot is damaged after %d lines: %w", r.lines, err)
}
