package collect

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
)

// setterFor returns how a column's text becomes a value of the type: numbers,
// text, flags, times and one-dimensional arrays in PostgreSQL's own output
// format, other structs and slices as JSON; nil for what no column holds.
func setterFor(typ reflect.Type) setter {
	switch typ {
	case reflect.TypeFor[time.Time]():
		return setTime
	case reflect.TypeFor[json.RawMessage]():
		return setJSON
	}
	switch typ.Kind() {
	case reflect.String:
		return setString
	case reflect.Bool:
		return setBool
	case reflect.Int, reflect.Int16, reflect.Int32, reflect.Int64:
		return setInt
	case reflect.Uint32:
		return setUint
	case reflect.Float32, reflect.Float64:
		return setFloat
	case reflect.Pointer:
		return setPointer(typ)
	case reflect.Slice:
		return setSlice(typ)
	case reflect.Struct, reflect.Map:
		return setJSON
	}
	return nil
}

func setString(d *decoder, v reflect.Value, text []byte) error {
	v.SetString(d.shared(text))
	return nil
}

func setBool(_ *decoder, v reflect.Value, text []byte) error {
	v.SetBool(len(text) > 0 && text[0] == 't')
	return nil
}

func setInt(_ *decoder, v reflect.Value, text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, v.Type().Bits())
	v.SetInt(n)
	return err
}

func setUint(_ *decoder, v reflect.Value, text []byte) error {
	n, err := strconv.ParseUint(string(text), 10, v.Type().Bits())
	v.SetUint(n)
	return err
}

func setFloat(_ *decoder, v reflect.Value, text []byte) error {
	n, err := strconv.ParseFloat(string(text), v.Type().Bits())
	v.SetFloat(n)
	return err
}

// setTime reads ISO timestamps of a UTC session. Infinities, which only a
// tampered catalog holds, and years before Christ stay the zero time.
func setTime(_ *decoder, v reflect.Value, text []byte) error {
	s := string(text)
	if strings.HasSuffix(s, "infinity") || strings.HasSuffix(s, "BC") {
		return nil
	}
	t, err := time.Parse("2006-01-02 15:04:05.999999-07", s)
	if err != nil {
		return err
	}
	v.Set(reflect.ValueOf(t.UTC()))
	return nil
}

func setPointer(typ reflect.Type) setter {
	inner := setterFor(typ.Elem())
	if inner == nil {
		return nil
	}
	return func(d *decoder, v reflect.Value, text []byte) error {
		v.Set(reflect.New(typ.Elem()))
		return inner(d, v.Elem(), text)
	}
}

// setSlice reads an array; NULL never gets here, so an empty array is an
// empty slice and not nil.
func setSlice(typ reflect.Type) setter {
	if kind := typ.Elem().Kind(); kind == reflect.Struct || kind == reflect.Map {
		return setJSON
	}
	inner := setterFor(typ.Elem())
	if inner == nil {
		return nil
	}
	return func(d *decoder, v reflect.Value, text []byte) error {
		elements, err := pg.ParseArray(string(text))
		if err != nil {
			return err
		}
		s := reflect.MakeSlice(typ, len(elements), len(elements))
		for i, e := range elements {
			if err := inner(d, s.Index(i), []byte(e)); err != nil {
				return fmt.Errorf("element %d: %w", i+1, err)
			}
		}
		v.Set(s)
		return nil
	}
}

func setJSON(_ *decoder, v reflect.Value, text []byte) error {
	return json.Unmarshal(text, v.Addr().Interface())
}
