// Package pg holds the words of PostgreSQL that every other package speaks:
// names and their quoting, versions, lock modes and their conflicts, array
// and ACL texts. It is pure: nothing here touches a server.
package pg
