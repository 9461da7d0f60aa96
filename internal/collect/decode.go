package collect

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
)

// decoder turns rows of text into structs: a column fills the field whose
// JSON tag is the column's name, NULL leaves it zero. Columns without a field
// are ignored, since select v.* of a newer server has more of them. Short
// strings are shared between rows, for catalogs repeat them endlessly. Bytes
// that are no UTF-8 are marked before anything else looks at the text.
type decoder struct {
	strings map[string]string
	fields  map[reflect.Type]map[string]field
	strays  int // values that held bytes that are no UTF-8
}

type field struct {
	index []int
	set   setter
}

type setter func(d *decoder, v reflect.Value, text []byte) error

// decodeError is our own failure to understand a value; the connection is fine.
type decodeError struct {
	column string
	err    error
}

func (e *decodeError) Error() string { return fmt.Sprintf("column %s: %v", e.column, e.err) }
func (e *decodeError) Unwrap() error { return e.err }

func newDecoder() *decoder {
	return &decoder{
		strings: map[string]string{},
		fields:  map[reflect.Type]map[string]field{},
	}
}

// plan decodes the rows of one result.
type plan[T any] struct {
	d       *decoder
	columns []string
	fields  []field // set is nil for a column that has no field
}

func planFor[T any](d *decoder, columns []pgconn.FieldDescription) (*plan[T], error) {
	typ := reflect.TypeFor[T]()
	known := d.fields[typ]
	if known == nil {
		known = map[string]field{}
		if err := addFields(known, typ, nil); err != nil {
			return nil, err
		}
		d.fields[typ] = known
	}
	p := &plan[T]{d: d}
	for _, c := range columns {
		p.columns = append(p.columns, c.Name)
		p.fields = append(p.fields, known[c.Name])
	}
	return p, nil
}

func addFields(known map[string]field, typ reflect.Type, at []int) error {
	for i := range typ.NumField() {
		f := typ.Field(i)
		index := append(append([]int(nil), at...), i)
		if f.Anonymous {
			if err := addFields(known, f.Type, index); err != nil {
				return err
			}
			continue
		}
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		set := setterFor(f.Type)
		if set == nil {
			return fmt.Errorf("field %s of %s has a type no column decodes to", f.Name, typ)
		}
		known[name] = field{index, set}
	}
	return nil
}

func (p *plan[T]) decode(row *T, values [][]byte) error {
	v := reflect.ValueOf(row).Elem()
	for i, text := range values {
		f := &p.fields[i]
		if text == nil || f.set == nil {
			continue
		}
		if err := f.set(p.d, v.FieldByIndex(f.index), p.d.marked(text)); err != nil {
			return &decodeError{p.columns[i], err}
		}
	}
	return nil
}

// marked is the text, with pgadept's characters for bytes that are no UTF-8.
func (d *decoder) marked(text []byte) []byte {
	out := pg.MarkStray(text)
	if len(out) != len(text) { // each such byte takes four
		d.strays++
	}
	return out
}

// shared returns the text as a string, and one copy of it where it is short.
func (d *decoder) shared(text []byte) string {
	if len(text) > 64 {
		return string(text)
	}
	if s, ok := d.strings[string(text)]; ok {
		return s
	}
	s := string(text)
	if len(d.strings) < 1<<16 {
		d.strings[s] = s
	}
	return s
}
