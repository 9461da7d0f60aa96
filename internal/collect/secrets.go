package collect

import (
	"regexp"
	"strings"
)

var (
	passwordInConnInfo = regexp.MustCompile(`(?i)(^|[\s?&])password\s*=|://[^/@:]*:[^/@]+@`)
	literal            = regexp.MustCompile(`(?s)[eE]'(?:[^'\\]|''|\\.)*(?:'|\z)|'(?:[^']|'')*(?:'|\z)|\$\w*\$.*?(?:\$\w*\$|\z)`) // the server may have cut the text off inside one
	secretName         = regexp.MustCompile(`(?i)(password|passphrase|passwd|secrets?|token|_key|apikey)$`)
)

// hideSecret keeps no password or key that a setting holds, only that it does.
func hideSecret(name, value string) string {
	switch {
	case value == "":
		return ""
	case name == "primary_conninfo":
		return hidePassword(value)
	case secretName.MatchString(name):
		return "***"
	}
	return value
}

// hidePassword keeps of a connection string only whether it holds a password:
// host names and users are nobody's business either.
func hidePassword(conninfo string) string {
	if passwordInConnInfo.MatchString(conninfo) {
		return "password=***"
	}
	return "***"
}

// hideOptions drops the values of options that are secrets by their name.
func hideOptions(options []string) []string {
	for i, o := range options {
		name, value, found := strings.Cut(o, "=")
		if found && value != "" && secretName.MatchString(name) {
			options[i] = name + "=***"
		}
	}
	return options
}

// hideLiterals drops the constants of a statement that speaks of a password:
// CREATE ROLE, CREATE SUBSCRIPTION and the like reach pg_stat_statements with
// their text as it was.
func hideLiterals(query string) string {
	if !strings.Contains(strings.ToLower(query), "passw") {
		return query
	}
	return literal.ReplaceAllString(query, "'***'")
}
