package pgtest

import (
	"maps"
	"testing"

	"github.com/pgadept/pgadept/internal/pgserver"
)

// TestLeaseHidesTheTestBefore leaves in a server what tests leave and takes it
// again.
func TestLeaseHidesTheTestBefore(t *testing.T) {
	settings := map[string]string{"max_prepared_transactions": "3", "wal_level": "logical"}
	for _, major := range Majors() {
		var first *pgserver.Server
		t.Run("leaves", func(t *testing.T) {
			first = Lease(t, major, settings)
			conn := Conn(t, first.ConnString("postgres"))
			Exec(t, conn,
				"create role somebody login; create table t (id int primary key); grant select on t to somebody; alter role somebody set work_mem = '1MB'",
				"create extension pg_stat_statements",
				"create database other owner somebody",
				"alter database other set jit = off",
				"select pg_create_logical_replication_slot('s', 'pgoutput')",
				"begin; insert into t values (1); prepare transaction 'p'",
			)
			Exec(t, Conn(t, first.ConnString("other")), "begin; create table u ()") // and stays open
		})
		t.Run("takes", func(t *testing.T) {
			again := Lease(t, major, settings)
			if again != first {
				t.Error("the server was not used again")
			}
			conn := Conn(t, again.ConnString("postgres"))
			var left int
			if err := conn.QueryRow(t.Context(), `select (select count(*) from pg_roles where rolname = 'somebody') + (select count(*) from pg_replication_slots)
				+ (select count(*) from pg_prepared_xacts) + (select count(*) from pg_database where datname = 'other')
				+ (select count(*) from pg_class where relname = 't') + (select count(*) from pg_extension where extname = 'pg_stat_statements')`).Scan(&left); err != nil || left != 0 {
				t.Errorf("%d things are left of the test before (%v)", left, err)
			}
		})
	}
}

// TestLeaseWithOtherSettings takes one server with different settings.
func TestLeaseWithOtherSettings(t *testing.T) {
	var first *pgserver.Server
	for _, settings := range []map[string]string{{"work_mem": "5MB", "max_connections": "33"}, {"jit": "off", "max_connections": "33"}, {"max_connections": "33"}} {
		t.Run("", func(t *testing.T) {
			s := Lease(t, DefaultMajor(), settings)
			if first != nil && s != first {
				t.Error("the server was not used again")
			}
			first = s
			conn := Conn(t, s.ConnString("postgres"))
			want := map[string]string{"work_mem": "4MB", "jit": "on"}
			maps.Copy(want, settings)
			for name, value := range want {
				var got string
				if err := conn.QueryRow(t.Context(), "select current_setting($1)", name).Scan(&got); err != nil || got != value {
					t.Errorf("%s is %s, want %s (%v)", name, got, value, err)
				}
			}
			Exec(t, conn, "alter system set work_mem = '9MB'", "alter system set random_page_cost = 7", "select pg_reload_conf()")
		})
	}
}

// TestLeaseOfWhatCannotBeWashed changes what stays.
func TestLeaseOfWhatCannotBeWashed(t *testing.T) {
	for name, change := range map[string]string{
		"setting":     "alter system set max_connections = 70",
		"template":    "alter database template1 set jit = off",
		"role":        "alter role postgres set jit = off",
		"description": "alter database template1 connection limit 7",
	} {
		t.Run(name, func(t *testing.T) {
			settings := map[string]string{"log_lock_waits": "on"}
			var first *pgserver.Server
			t.Run("changes", func(t *testing.T) {
				first = Lease(t, DefaultMajor(), settings)
				Exec(t, Conn(t, first.ConnString("postgres")), change)
				if err := first.Restart(t.Context()); err != nil {
					t.Fatal(err)
				}
			})
			t.Run("takes", func(t *testing.T) {
				if Lease(t, DefaultMajor(), settings) == first {
					t.Error("a changed server was used again")
				}
			})
		})
	}
}
