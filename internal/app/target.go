package app

import (
	"os"
	"strings"
)

// Target is where a snapshot comes from: a connection string or a file.
type Target struct {
	Words string // as typed; "" takes PGADEPT_TARGET, then libpq's environment
	// Parts of a connection given apart, as psql takes them; they override
	// the environment and what Words says.
	Database, Host, Port, User string
}

// libpqVariables are those that, set, name a server without further words.
var libpqVariables = []string{"PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE", "PGPORT", "PGUSER"}

// resolve returns a snapshot file's path, or else a connection string.
func (t Target) resolve() (file, dsn string, err error) {
	words := t.Words
	if words == "" && strings.ContainsAny(t.Database, "=:") {
		words, t.Database = t.Database, "" // -d takes a connection string, as in psql
	}
	if words == "" && t.Database+t.Host+t.Port+t.User == "" {
		words = os.Getenv("PGADEPT_TARGET")
	}
	if words == "" && t.Database+t.Host+t.Port+t.User == "" && !anySet(libpqVariables) {
		return "", "", usage("no database is named; say `pgadept check postgres://user@host/db` or a .pgsnap file, set PGADEPT_TARGET or PGHOST, or try `pgadept demo`")
	}
	if isFile(words) {
		return words, "", nil
	}
	if words != "" && !strings.Contains(words, "://") && !strings.Contains(words, "=") {
		if halfURL(words) {
			return "", "", usage("the target looks like a URL and is none; write postgres://user@host:5432/database, or dbname=… for a database of that name")
		}
		words = "dbname=" + quoteDSN(words)
	}
	return "", t.overlay(words), nil
}

// isFile reports whether the words name a snapshot file, there or not.
func isFile(words string) bool {
	if strings.HasSuffix(words, ".pgsnap") {
		return true
	}
	info, err := os.Stat(words)
	return words != "" && err == nil && info.Mode().IsRegular()
}

// halfURL reports whether words have a password where a URL has it. Taken for
// the name of a database, they would be printed.
func halfURL(words string) bool {
	user, _, ok := strings.Cut(words, "@")
	return ok && strings.Contains(user, ":")
}

func anySet(names []string) bool {
	for _, n := range names {
		if os.Getenv(n) != "" {
			return true
		}
	}
	return false
}
