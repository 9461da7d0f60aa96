package report

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
)

// value is a figure of the evidence, or of a proof, for people.
func value(v any, unit string) string {
	switch x := v.(type) {
	case nil:
		return "none"
	case string:
		return withUnit(Clean(x), unit)
	case time.Time:
		return Moment(x)
	case *time.Time:
		if x == nil {
			return "none"
		}
		return Moment(*x)
	case fmt.Stringer:
		return Clean(x.String())
	}
	return reflected(reflect.ValueOf(v), unit)
}

func reflected(v reflect.Value, unit string) string {
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return quantity(float64(v.Int()), unit, func() string { return Count(v.Int()) })
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return quantity(float64(v.Uint()), unit, func() string { return Number(float64(v.Uint())) })
	case reflect.Float32, reflect.Float64:
		return quantity(v.Float(), unit, func() string { return Number(v.Float()) })
	case reflect.String:
		return withUnit(Clean(v.String()), unit)
	case reflect.Slice, reflect.Array:
		return list(v, unit)
	}
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return Clean(fmt.Sprint(v.Interface()))
	}
	return Clean(string(text))
}

// list joins the elements; twenty are enough for a reader.
func list(v reflect.Value, unit string) string {
	const enough = 20
	if v.Len() == 0 {
		return "none"
	}
	var texts []string
	for i := range min(v.Len(), enough) {
		texts = append(texts, value(v.Index(i).Interface(), unit))
	}
	if rest := v.Len() - enough; rest > 0 {
		texts = append(texts, fmt.Sprintf("and %s more", Count(int64(rest))))
	}
	return strings.Join(texts, ", ")
}

// quantity writes a number in its unit; plain writes it where the unit has no
// form of its own.
func quantity(v float64, unit string, plain func() string) string {
	switch unit {
	case "bytes":
		return advice.Size(int64(v))
	case "ms", "milliseconds":
		return Duration(v)
	case "s", "seconds":
		return Duration(v * 1000)
	}
	return withUnit(plain(), unit)
}

func withUnit(figure, unit string) string {
	switch unit {
	case "":
		return figure
	case "%", "percent":
		return figure + " %"
	}
	return figure + " " + Clean(unit)
}
