package collect

import (
	"regexp"
	"strings"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// userInfo is the part of a URL that holds a password.
const userInfo = `://[^/@:\s]*:[^/@\s]+@`

// argument is a secret in a command or a connection string. What a shell takes
// from a variable ($…) and the server from its place-holders (%…) is none.
const argument = `(?:'[^'$]+'|"[^"$]+"|[^\s'"$%&|;-][^\s'"&|;]*)`

// named is a name that sounds like a secret's.
const named = `[\w-]*(?:passw(?:or)?d|passphrase|pwd|secret|token|credential|(?:access|account|api|encryption|private|signing)[_-]?key)[\w-]*`

// arguments are the forms in which secrets come, each between what stays.
var arguments = []*regexp.Regexp{
	regexp.MustCompile(`(://[^/@:\s]*:)[^/@\s$%]+(@)`),
	regexp.MustCompile(`(?i)(` + named + `\s*=\s*)` + argument),
	regexp.MustCompile(`(?i)(\s--?` + named + `\s+)` + argument),
	regexp.MustCompile(`(?i)(\bsshpass\s+-p\s*)` + argument),
	regexp.MustCompile(`(\s(?:-u|--user|--proxy-user)[\s=]*['"]?[^\s:'"$]+:)` + argument),
	regexp.MustCompile(`(?i)(\b(?:authorization|[\w-]*(?:key|token))\s*:\s*(?:(?:bearer|basic|token)\s+)?)` + argument),
}

// elsewhere is the name of an argument that says where a secret lies.
var elsewhere = regexp.MustCompile(`(?i)(file|path|fd)(\s*=\s*|\s+)$`)

// echoed is a secret that a command prints.
var echoed = regexp.MustCompile(`(?s)\b(echo|printf)\b.*`)

// hideArguments drops the secrets in archive_command and the like, and in the
// connection strings that applications keep in settings of their own.
func hideArguments(text string) string {
	for _, a := range arguments {
		text = a.ReplaceAllStringFunc(text, func(hit string) string {
			m := a.FindStringSubmatch(hit)
			if elsewhere.MatchString(m[1]) {
				return hit
			}
			return m[1] + snapshot.HiddenSecret + strings.Join(m[2:], "")
		})
	}
	return text
}
