package security

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

// secretName matches names of settings and options that hold a secret.
var secretName = regexp.MustCompile(`(?i)(passw(or)?d|passphrase|secret|token|(api|access|private|encryption|signing|service_role|jwt)_?key)$`)

// notSecret are settings whose name only sounds like it.
var notSecret = []string{"password_encryption", "scram_iterations"}

func isSecret(name string) bool {
	return secretName.MatchString(name) && !slices.Contains(notSecret, name)
}

// secretInCommand matches an assignment of a secret in a shell command or a
// connection string. The value is matched and never kept.
var secretInCommand = regexp.MustCompile(`(?i)([a-z_]*(passw(or)?d|secret|token|access_key|api_key|account_key|credential)[a-z_]*)\s*=\s*['"]?[^\s'"$%&|;]`)

// secretArgument returns the name of a secret that a command holds in clear;
// what it takes from a variable or a file is none.
func secretArgument(command string) string {
	m := secretInCommand.FindStringSubmatch(command)
	if m == nil || strings.HasSuffix(strings.ToLower(m[1]), "file") || strings.HasSuffix(strings.ToLower(m[1]), "path") {
		return ""
	}
	return m[1]
}

// secretOptions are the names of those name=value options that hold a secret.
func secretOptions(options []string) []string {
	var out []string
	for _, o := range options {
		if name, value, ok := strings.Cut(o, "="); ok && value != "" && isSecret(name) {
			out = append(out, name)
		}
	}
	return out
}

// hidden is the evidence that a secret is there: its name, never its value.
func hidden(name, source string) advice.Evidence {
	return advice.Evidence{Name: name, Value: "set (not shown)", Source: source}
}

const asLeaked = " Treat the secret as known and replace it where it is used. pgadept never keeps the value, so it cannot be put back: note it down before, if you need it."
