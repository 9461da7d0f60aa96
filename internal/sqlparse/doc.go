// Package sqlparse reads SQL that somebody else wrote: it splits scripts, parses statements, and removes the
// data values from them. It is the only importer of the SQL parser, so every limit against hostile input lives here.
//
// Two readers share the work. The scanner is our own, total and linear: it finds statements, literals and nesting
// in any text, also in what no parser accepts. The parser (oliphant, PostgreSQL 18 grammar) builds trees, and only
// sees what passed the scanner's limits, because its time grows with the square of the nesting.
package sqlparse
