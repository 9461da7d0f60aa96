// Package trade is a wholesaler's database for tests and benchmarks: eight
// tables in the proportions of a decision-support benchmark, made by SQL of our
// own at any scale, and the queries that one asks of it.
package trade

import (
	"embed"
	"fmt"
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
