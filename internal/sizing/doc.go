// Package sizing is the arithmetic of running PostgreSQL: when autovacuum
// comes, how much memory, how many connections, how long until wraparound.
// Every formula names its source in the manual or in the server's code.
package sizing
