// Package trade makes databases for tests and benchmarks of plans, by SQL of our
// own: a wholesaler's eight tables at any scale, with the queries that one asks
// of them, and a medley of everything else that plans depend on.
package trade

import (
	"embed"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

//go:embed *.sql
var files embed.FS

// Schema creates the tables and their indexes.
func Schema() string { return read("schema.sql") }

// Data fills the tables: at scale 1, 1.5 million orders with four lines each.
// The rows are the same at every run. Vacuum and analyze them afterwards.
func Data(scale float64) string {
	return strings.ReplaceAll(read("data.sql"), "{scale}", strconv.FormatFloat(scale, 'f', -1, 64))
}

// MedleySchema creates one of every kind of column, index, statistics object and
// partition that the major version has.
func MedleySchema(major int) string { return since(read("medley_schema.sql"), major) }

// MedleyData fills the medley with about that many rows a table. Analyze them,
// and then run MedleyDrift.
func MedleyData(rows int) string {
	return strings.ReplaceAll(read("medley_data.sql"), "{n}", strconv.Itoa(rows))
}

// MedleyDrift changes the medley after its statistics were taken.
func MedleyDrift(rows int) string {
	return strings.ReplaceAll(read("medley_drift.sql"), "{n}", strconv.Itoa(rows))
}

// MedleyQueries are the medley's queries.
func MedleyQueries() []Query { return parse(read("medley_queries.sql")) }

// marked ends a line that only later versions have.
var marked = regexp.MustCompile(`-- (\d+)\+\s*$`)

func since(text string, major int) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if m := marked.FindStringSubmatch(line); m != nil {
			if from, err := strconv.Atoi(m[1]); err == nil && major < from {
				continue
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// Query is a statement with what it asks. It may have parameters.
type Query struct{ Name, SQL string }

// Queries are the queries.
func Queries() []Query { return parse(read("queries.sql")) }

func read(file string) string {
	text, err := files.ReadFile(file)
	if err != nil {
		panic(fmt.Sprintf("%s is not embedded", file)) // cannot happen: tests read all
	}
	return string(text)
}

// parse splits a file at its lines "-- name: …".
func parse(text string) []Query {
	var out []Query
	for part := range strings.SplitSeq(text, "-- name: ") {
		if name, sql, ok := strings.Cut(part, "\n"); ok && name != "" {
			out = append(out, Query{name, strings.TrimSuffix(strings.TrimSpace(sql), ";")})
		}
	}
	return out
}
