package pgserver

import "context"

// Options say which server to start and how it is set up. The zero value is the
// newest installed server with settings made for speed.
type Options struct {
	// Major is the wanted major version; 0 prefers an installed server, the
	// newest, and fetches MaxMajor where there is none.
	Major int
	// Settings are written to postgresql.conf and win over the defaults.
	Settings map[string]string
	// DurableDefaults leaves fsync, full_page_writes, synchronous_commit,
	// shared_buffers and data checksums as PostgreSQL itself has them, so that
	// the server looks like a stock one to whoever examines it.
	DurableDefaults bool
	// TCP makes ConnString name a free port on 127.0.0.1, with a password,
	// instead of a unix socket in a private directory. Windows always does.
	TCP bool
	// OnDisk keeps the data directory in the temporary directory although there
	// is room in memory, for a server that is large or stays.
	OnDisk bool
	// Progress, if set, is told in a few words what a first start is busy with
	// and which servers of killed processes could not be cleaned up.
	Progress func(string)

	// For tests.
	untied bool                               // the server outlives a killed parent
	ports  func(context.Context) (int, error) // instead of freePort
}

func (o Options) tcp() bool { return o.TCP || !hasSockets }
