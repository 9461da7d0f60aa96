package pg

import (
	"fmt"
	"strings"
)

// ParseArray splits the text of a one-dimensional array, as array_out writes
// it, into its elements. A NULL element becomes the empty string. Nested
// arrays and explicit bounds are returned as elements unsplit.
func ParseArray(s string) ([]string, error) {
	if s == "" || s == "{}" {
		return nil, nil
	}
	if s[0] == '[' { // explicit lower bounds: [0:2]={…}
		_, rest, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fmt.Errorf("array text %.20q has bounds but no elements", s)
		}
		s = rest
	}
	if len(s) < 2 || s[0] != '{' || s[len(s)-1] != '}' {
		return nil, fmt.Errorf("array text %.20q is not in braces", s)
	}
	return splitElements(s[1 : len(s)-1])
}

func splitElements(s string) ([]string, error) {
	var out []string
	for i := 0; i <= len(s); {
		el, next, err := element(s, i)
		if err != nil {
			return nil, err
		}
		out = append(out, el)
		i = next + 1
		if next >= len(s) {
			break
		}
	}
	return out, nil
}

// element reads one element from position i and returns the index of the
// delimiter that ends it.
func element(s string, i int) (string, int, error) {
	if i < len(s) && s[i] == '"' {
		var b strings.Builder
		for j := i + 1; j < len(s); j++ {
			switch s[j] {
			case '\\':
				j++
				if j < len(s) {
					b.WriteByte(s[j])
				}
			case '"':
				return b.String(), j + 1, nil
			default:
				b.WriteByte(s[j])
			}
		}
		return "", 0, fmt.Errorf("array text ends inside a quoted element")
	}
	depth, j := 0, i
	for ; j < len(s) && (depth > 0 || s[j] != ','); j++ {
		switch s[j] {
		case '{':
			depth++
		case '}':
			depth--
		case '\\':
			j++
		}
	}
	el := s[min(i, len(s)):min(j, len(s))]
	if el == "NULL" {
		return "", j, nil
	}
	return strings.ReplaceAll(el, `\`, ""), j, nil
}
