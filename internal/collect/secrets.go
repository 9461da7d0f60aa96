package collect

import (
	"regexp"
	"strings"

	"github.com/pgadept/pgadept/internal/snapshot"
)

var (
	secretName = regexp.MustCompile(`(?i)(password|passphrase|passwd|passfile|secrets?|token|credentials?|_key|apikey)$`)
	// secretCustom matches more among the names that applications choose: no
	// setting of the server's own has a dot.
	secretCustom       = regexp.MustCompile(`(?i)\.(.*secret.*|.*(key|jwt|pwd|salt|pepper))$`)
	passwordInConnInfo = regexp.MustCompile(`(?i)(^|[\s?&])password\s*=|` + userInfo)
)

// hideSecret keeps no password or key that a setting holds, only that it does.
func hideSecret(name, value string) string {
	switch {
	case value == "":
		return ""
	case name == "primary_conninfo":
		return hidePassword(value)
	case name == "ssl_passphrase_command":
		return echoed.ReplaceAllString(hideArguments(value), "$1 "+snapshot.HiddenSecret)
	case secretName.MatchString(name), secretCustom.MatchString(name):
		return snapshot.HiddenSecret
	}
	return hideArguments(value)
}

// hidePassword keeps of a connection string only whether it holds a password:
// host names and users are nobody's business either.
func hidePassword(conninfo string) string {
	if passwordInConnInfo.MatchString(conninfo) {
		return "password=" + snapshot.HiddenSecret
	}
	return snapshot.HiddenSecret
}

// hideOptions drops the secrets in options of the form name=value.
func hideOptions(options []string) []string {
	for i, o := range options {
		if name, value, found := strings.Cut(o, "="); found {
			options[i] = name + "=" + hideSecret(name, value)
		}
	}
	return options
}
