package snapshot

import (
	"encoding/json"
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// areaReader decodes the lines of a file, several at once: to parse JSON is
// nearly all the work of reading one. Each line has its place among the chunks
// before it is decoded, so the rows keep their order.
type areaReader struct {
	fields map[string]reflect.Value   // of the snapshot, by area
	chunks map[string][]reflect.Value // area, rows of each line
	work   errgroup.Group
	failed atomic.Bool // a line could not be decoded
	spare  chan []byte // memory of lines that are done with
}

// atOnce bounds how many lines are in memory.
const atOnce = 8

func newAreas(s *Snapshot) *areaReader {
	a := &areaReader{fields: map[string]reflect.Value{}, chunks: map[string][]reflect.Value{}}
	for name, v := range areas(s) {
		a.fields[name] = v
	}
	n := min(runtime.GOMAXPROCS(0), atOnce)
	a.work.SetLimit(n)
	a.spare = make(chan []byte, n)
	return a
}

// sound reports whether all lines so far could be decoded.
func (a *areaReader) sound() bool { return !a.failed.Load() }

// memory is what the next line may be written to.
func (a *areaReader) memory() []byte {
	select {
	case m := <-a.spare:
		return m
	default:
		return nil
	}
}

// take keeps a line's rows, or sets its area's value. The line lies in memory,
// which from now on is ours. An area this version does not know is an error:
// within one format version all are known.
func (a *areaReader) take(l *fileLine, memory []byte) error {
	v, ok := a.fields[l.Area]
	switch {
	case !ok:
		return fmt.Errorf("the snapshot is damaged: unknown area %.60q", l.Area)
	case len(l.Value) > 0:
		if err := json.Unmarshal(l.Value, v.Addr().Interface()); err != nil {
			return unreadable(l.Area)
		}
		return nil
	case v.Kind() != reflect.Slice || len(l.Rows) == 0:
		return fmt.Errorf("the snapshot is damaged: area %s has no rows", l.Area)
	}
	chunk := reflect.New(v.Type()).Elem()
	a.chunks[l.Area] = append(a.chunks[l.Area], chunk)
	area, rows := l.Area, l.Rows
	if len(rows) > chunkBytes { // longer than Write makes them, but for one long row: never several in memory
		return decode(area, rows, chunk)
	}
	a.work.Go(func() error {
		defer a.release(memory)
		err := decode(area, rows, chunk)
		if err != nil {
			a.failed.Store(true)
		}
		return err
	})
	return nil
}

func decode(area string, rows []byte, chunk reflect.Value) error {
	chunk.Set(reflect.MakeSlice(chunk.Type(), 0, min(chunkRows, len(rows)/3))) // a row takes at least {} and a comma
	if err := json.Unmarshal(rows, chunk.Addr().Interface()); err != nil {
		return unreadable(area)
	}
	if chunk.Len() > chunkRows {
		return fmt.Errorf("the snapshot is damaged: a line of %s has %d rows, over %d", area, chunk.Len(), chunkRows)
	}
	return nil
}

// unreadable is the error of an area that is not what Write wrote. The JSON
// decoder's words would tell nobody what to do.
func unreadable(area string) error {
	return fmt.Errorf("the snapshot is damaged: its %s cannot be read; copy it again, or take another", strings.ReplaceAll(area, "_", " "))
}

func (a *areaReader) release(memory []byte) {
	select {
	case a.spare <- memory:
	default: // enough are waiting
	}
}

// wait ends the decoding and puts the rows of each area together, once: a
// slice that grew line by line would be copied several times over.
func (a *areaReader) wait() error {
	if err := a.work.Wait(); err != nil {
		return err
	}
	for area, chunks := range a.chunks {
		n := 0
		for _, c := range chunks {
			n += c.Len()
		}
		all := reflect.MakeSlice(a.fields[area].Type(), 0, n)
		for _, c := range chunks {
			all = reflect.AppendSlice(all, c)
		}
		a.fields[area].Set(all)
	}
	return nil
}
