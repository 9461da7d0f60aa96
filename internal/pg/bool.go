package pg

import "strings"

// ParseBool reads a Boolean as the server does in settings and storage
// parameters: any unambiguous beginning of true, false, yes, no, on and off,
// 1 and 0 (parse_bool_with_len in src/backend/utils/adt/bool.c). ok is false
// where the server would refuse it.
func ParseBool(text string) (value, ok bool) {
	t := strings.ToLower(text)
	begins := func(word string, least int) bool { return len(t) >= least && strings.HasPrefix(word, t) }
	switch {
	case t == "1" || begins("true", 1) || begins("yes", 1) || begins("on", 2):
		return true, true
	case t == "0" || begins("false", 1) || begins("no", 1) || begins("off", 2):
		return false, true
	}
	return false, false
}
