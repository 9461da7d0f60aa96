package app

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Target is where a snapshot comes from: a connection string or a file.
type Target struct {
	Words string // as typed; "" takes PGADEPT_TARGET, then libpq's environment
	// Parts of a connection given apart, as psql takes them; they override
	// the environment and what Words says.
	Database, Host, Port, User string
	Ends                       bool // read the ends of indexes too, from a live database's tables
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
	switch {
	case words == "" && t.Database+t.Host+t.Port+t.User == "" && !anySet(libpqVariables):
		return "", "", usage("no database is named; say `pgadept check postgres://user@host/db` or a .pgsnap file, set PGADEPT_TARGET or PGHOST, or try `pgadept demo`")
	case words != "" && strings.TrimSpace(words) == "":
		return "", "", usage("the target is blank; name a database, a connection string or a .pgsnap file")
	}
	if n, err := strconv.Atoi(t.Port); t.Port != "" && (err != nil || n < 1 || n > 65535) {
		return "", "", usage("the port %q is not a number from 1 to 65535", t.Port)
	}
	if !strings.Contains(words, "://") && !strings.Contains(words, "=") && halfURL(words) {
		return "", "", usage("the target looks like a URL and is none; write postgres://user@host:5432/database, or dbname=… for a database of that name")
	}
	if isFile, err := fileNamed(words); err != nil {
		return "", "", err
	} else if isFile {
		return words, "", t.alone(words)
	}
	if words != "" && !strings.Contains(words, "://") && !strings.Contains(words, "=") {
		words = "dbname=" + quoteDSN(words)
	}
	return "", t.overlay(words), nil
}

// alone refuses parts of a connection beside a snapshot file: whoever gives
// them means a server, and would take the file's findings for its.
func (t Target) alone(file string) error {
	var given []string
	for _, part := range []struct{ value, said string }{
		{t.Database, "database name (-d)"}, {t.Host, "host (-h)"}, {t.Port, "port (-p)"}, {t.User, "user name (-U)"},
	} {
		if part.value != "" {
			given = append(given, "no "+part.said)
		}
	}
	if len(given) == 0 {
		return nil
	}
	it := "it"
	if len(given) > 1 {
		it = "them"
	}
	return usage("%s is a snapshot file, which has %s; leave %s out, or name a database", file, strings.Join(given, " and "), it)
}

// fileNamed reports whether the words name a snapshot file, there or not. What
// has a path and is no file is refused: no database is called ./prod.
func fileNamed(words string) (bool, error) {
	if words == "" || strings.Contains(words, "://") {
		return false, nil
	}
	info, err := os.Stat(words)
	there, path := err == nil, strings.ContainsAny(words, `/`+string(os.PathSeparator)) || words == "." || words == ".."
	switch {
	case strings.HasSuffix(words, ".pgsnap"), there && info.Mode().IsRegular(), there && path && !info.IsDir():
		return true, nil
	case path && there:
		return false, &TargetError{fmt.Errorf("%s is a folder; name a snapshot file (.pgsnap) in it, or a database", words)}
	case path && !strings.Contains(words, "="):
		return false, &TargetError{fmt.Errorf("there is no file %s; a database with a slash in its name is named as dbname=…", words)}
	}
	return false, nil
}

// folderToo is what to add where a connection to the words failed and they
// might have been meant for a folder.
func (t Target) folderToo() string {
	if info, err := os.Stat(t.Words); err == nil && info.IsDir() {
		return "; " + t.Words + " is also a folder here, and not a snapshot file"
	}
	return ""
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
