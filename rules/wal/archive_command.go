package wal

import (
	"regexp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

// fault is one way in which an archive command is not to be trusted.
type fault struct {
	what, why string
	severity  advice.Severity
}

// word is a program at the beginning of a command, after a path and after
// what separates commands in a shell.
var word = regexp.MustCompile(`(?:^|[|&;({]|\bthen\b|\belse\b|\bdo\b|!)\s*(?:sudo\s+|nice\s+|ionice\s+|exec\s+)*(?:[A-Za-z_]+=\S*\s+)*(?:[^\s'"|&;(){}]*/)?([a-z][a-z0-9_.-]*)`)

// alwaysTrue is a command that succeeds whatever happens before it.
var alwaysTrue = regexp.MustCompile(`(?:^|\|\||;)\s*(?:/usr)?(?:/bin/)?(?:true|:|exit 0|echo\b[^;|&]*)\s*$`)

// plainCopy is cp of the segment into a directory, with or without the test
// that the manual's example has. What stands for a secret (***) is no path.
var plainCopy = regexp.MustCompile(`^\s*(?:test ! -[ef] "?([^\s"']+)/%f"?\s*&&\s*)?(?:/usr)?(?:/bin/)?cp(?: -[a-z]+)* "?%p"? "?(/[^\s"';|&$*\x60]*?)/?(?:%f)?"?\s*$`)

// programs are the programs that a command runs, each once. Their arguments
// stay out of reports: people put passwords there.
func programs(command string) string {
	var out []string
	for _, m := range word.FindAllStringSubmatch(command, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return strings.Join(out, ", ")
}

// faultsOf judges a command by the programs it is made of. A tool or a script
// of one's own is not judged: what it does cannot be seen from here.
func faultsOf(command string) []fault {
	if strings.TrimSpace(command) == "" {
		return nil
	}
	if alwaysTrue.MatchString(command) {
		return []fault{{"succeeds whatever happens to the segment",
			"the server recycles segments that were archived nowhere, and nobody notices before the restore", advice.High}}
	}
	used := strings.Split(programs(command), ", ")
	uses := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(used, n) })
	}
	var out []fault
	if movesSegment(command) {
		out = append(out, fault{"moves the segment away from pg_wal",
			"the server still needs the file: crash recovery and standbys fail without it", advice.Critical})
	}
	if !uses("cp", "rsync", "scp", "dd", "cat", "gzip", "zstd", "lz4") {
		return out
	}
	if !uses("sync", "fsync") && !strings.Contains(command, "fsync") {
		out = append(out, fault{"does not flush the copy to disk",
			"a segment counts as archived while it is in the cache only: a power failure leaves it empty or torn in the archive, after the server has recycled it", advice.Medium})
	}
	if !uses("test", "cmp") && !strings.Contains(command, "[ ") && !strings.Contains(command, "--ignore-existing") {
		out = append(out, fault{"overwrites what is in the archive",
			"a second server with the same archive, a restored copy of this one for instance, replaces segments that a restore needs", advice.Medium})
	}
	return out
}

// movesSegment reports whether mv is given the segment itself.
func movesSegment(command string) bool {
	return regexp.MustCompile(`\bmv\s+(?:-\w+\s+)*"?%p`).MatchString(command)
}

// copyTarget is the directory that a plain cp copies into.
func copyTarget(command string) (string, bool) {
	m := plainCopy.FindStringSubmatch(command)
	if m == nil || m[2] == "" || m[1] != "" && m[1] != m[2] {
		return "", false
	}
	return strings.TrimSuffix(m[2], "/"), true
}
