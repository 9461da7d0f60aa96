package session

import (
	"cmp"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// parseError says in one sentence what is wrong with a connection string, or
// with the environment that describes the connection.
func parseError(target string, err error) error {
	e := &ConnectError{Kind: BadTarget, cause: err}
	// pgconn.ParseConfigError strikes out the password in its text.
	why := lastLine(err)
	name, file := service(target)
	switch {
	case strings.Contains(why, "unable to find service"):
		e.Text = fmt.Sprintf("there is no service %q in %s; write it there, or name another file with PGSERVICEFILE", name, file)
	case strings.Contains(why, "failed to read service file"):
		e.Text = fmt.Sprintf("%s, where the service %q should be, cannot be read; name another file with PGSERVICEFILE", file, name)
	case strings.TrimSpace(target) == "":
		_, why, _ = strings.Cut(why, "``: ")
		e.Text = fmt.Sprintf("the connection that libpq's environment describes cannot be read (%s); look at %s", why, strings.Join(environment(), ", "))
	default:
		e.Text = fmt.Sprintf("the connection string cannot be read (%s); give a URL such as postgres://user@host:5432/database, or keywords such as host=… dbname=…", why)
	}
	return e
}

// environment names libpq's variables that are set, without their values.
func environment() []string {
	var names []string
	for _, v := range os.Environ() {
		if name, value, _ := strings.Cut(v, "="); strings.HasPrefix(name, "PG") && !strings.HasPrefix(name, "PGADEPT") && value != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// keyword matches what a keyword/value connection string says of a service.
var keyword = regexp.MustCompile(`\b(service|servicefile)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|(\S+))`)

// service is the name of the service that a target asks for, and the file that
// describes it, found as pgx finds them.
func service(target string) (name, file string) {
	name, file = os.Getenv("PGSERVICE"), os.Getenv("PGSERVICEFILE")
	if home, err := os.UserHomeDir(); err == nil && file == "" {
		file = filepath.Join(home, ".pg_service.conf")
	}
	given := map[string]string{}
	if u, err := url.Parse(target); err == nil && strings.Contains(target, "://") {
		given["service"], given["servicefile"] = u.Query().Get("service"), u.Query().Get("servicefile")
	} else {
		for _, m := range keyword.FindAllStringSubmatch(target, -1) {
			given[m[1]] = m[2] + m[3]
		}
	}
	return cmp.Or(given["service"], name), cmp.Or(given["servicefile"], file)
}
