// Package pgtest gives tests a real PostgreSQL: one shared server for each
// process and major version, started when the first test asks for it, and a
// fresh database for each test.
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
//
//	func TestSomething(t *testing.T) {
//		t.Parallel()
//		for _, major := range pgtest.Majors() {
//			conn := pgtest.Conn(t, pgtest.DB(t, major))
//			pgtest.Exec(t, conn, `create table t (id int primary key)`)
//		}
//	}
//
// # Which versions
//
// [Majors] is for tests of what differs between versions: 13 and 18, or
// what PGADEPT_TEST_MAJORS says ("14,16", or "all" for 13 to 18). [DefaultMajor]
// is for tests that need one version: 18, or what PGADEPT_TEST_MAJOR says.
// A version that cannot be had fails the test; it is never skipped.
//
// # What the shared server looks like
//
// It looks like a stock server to the rules that judge settings: all is as
// initdb leaves it, but for pg_stat_statements in shared_preload_libraries. A
// test that needs other settings, or changes what all databases share (roles,
// ALTER SYSTEM, prepared transactions), takes its own server with [Own].
//
// # How it ends
//
// [Main] stops the servers when the tests have run. In a package without it, and
// when the process is killed, the kernel stops them (on Linux) and the next
// start removes their directories.
package pgtest
