package pgserver

import (
	"os"
	"runtime"
	"strings"
)

// locale sorts by code point wherever the server runs, so that a test sees one
// order everywhere. Only Linux has the name C.UTF-8 for certain.
func locale() string {
	if runtime.GOOS == "linux" {
		return "C.UTF-8"
	}
	return "C"
}

// serverEnv is our environment without what would change the server's mind:
// PGDATA, PGPORT, the locale.
func serverEnv() []string {
	env := []string{"LC_ALL=C"}
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "PG") && !strings.HasPrefix(kv, "LC_") && !strings.HasPrefix(kv, "LANG") && !strings.HasPrefix(kv, "TZ=") {
			env = append(env, kv)
		}
	}
	return env
}
