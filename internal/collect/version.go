package collect

import (
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

//go:embed queries/*.sql
var queries embed.FS

// mark ends a line that only some majors have: -- 15+, -- <17, -- 15+ <17.
var mark = regexp.MustCompile(`-- (?:(\d+)\+)? ?(?:<(\d+))?\s*$`)

// signature opens our queries, so that whoever meets one in a log knows whose it
// is, and we leave them out of what pg_stat_statements says of the workload.
const signature = "/* pgadept */ "

// query returns a query's text for a major version: a line marked N+ is kept
// from major N on, one marked <N before it.
func query(file string, major int) string {
	text, err := queries.ReadFile("queries/" + file)
	if err != nil {
		panic(fmt.Sprintf("query %s is not embedded", file)) // cannot happen: a test runs all
	}
	var b strings.Builder
	b.WriteString(signature)
	for line := range strings.Lines(string(text)) {
		if m := mark.FindStringSubmatch(line); m == nil || within(major, m[1], m[2]) {
			b.WriteString(line)
		}
	}
	return b.String()
}

// within reports from <= major < below; an empty bound does not bind.
func within(major int, from, below string) bool {
	if n, err := strconv.Atoi(from); err == nil && major < n {
		return false
	}
	if n, err := strconv.Atoi(below); err == nil && major >= n {
		return false
	}
	return true
}
