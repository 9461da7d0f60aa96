package rebuild

import "strings"

// splitList takes apart what pg_get_expr prints of a list of expressions, at
// the commas outside of brackets, quotes and keywords' pairs.
func splitList(list string) []string {
	if list == "" {
		return nil
	}
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(list); i++ {
		switch c := list[i]; c {
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case '\'', '"':
			i = quoteEnd(list, i)
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(list[start:i]))
				start = i + 1
			}
		}
	}
	return append(out, strings.TrimSpace(list[start:]))
}

// quoteEnd is the index of the quote that ends the text that begins at i. A
// doubled quote is two texts, which comes to the same; a backslash escapes in E'…'.
func quoteEnd(s string, i int) int {
	escapes := s[i] == '\'' && i > 0 && (s[i-1] == 'E' || s[i-1] == 'e')
	for j := i + 1; j < len(s); j++ {
		switch {
		case escapes && s[j] == '\\':
			j++
		case s[j] == s[i]:
			if escapes && j+1 < len(s) && s[j+1] == s[i] {
				j++
				continue
			}
			return j
		}
	}
	return len(s)
}
