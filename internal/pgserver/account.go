package pgserver

// account is who the server runs as. The zero value is the user that runs
// pgadept.
type account struct {
	drop     bool // started by root, so run as uid and gid
	uid, gid int
}
