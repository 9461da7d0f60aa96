package collect_test

import (
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TestActivity collects while one session waits for another.
func TestActivity(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := quiet(t, major)
		holder, waiter := pgtest.Conn(t, target), pgtest.Conn(t, target)
		pgtest.Exec(t, holder, shopSQL, "select pg_create_physical_replication_slot('forgotten', true)",
			"begin", "insert into shop.log values ('2024-05-05', 1, 'x')", "prepare transaction 'left behind'",
			"begin", "update shop.customer set name = 'held' where id = 1")
		pgtest.Exec(t, waiter, "set application_name = 'waiter'", "begin", "select txid_current()")
		done := make(chan error)
		go func() {
			_, err := waiter.Exec(t.Context(), "update shop.customer set name = 'waits, password ''hunter2''' where id = 1")
			done <- err
		}()
		waitFor(t, target, "select count(*) = 1 from pg_stat_activity where application_name = 'waiter' and wait_event_type = 'Lock'")
		c := take(t, target)
		pgtest.Exec(t, holder, "rollback", "rollback prepared 'left behind'")
		if err := <-done; err != nil {
			t.Fatal(err)
		}

		session := find(t, c.Sessions, "the waiting session", func(s *snapshot.Session) bool { return s.ApplicationName == "waiter" })
		same(t, "blocked by", session.BlockedBy, []int{int(holder.PgConn().PID())})
		same(t, "state", session.State+" "+session.WaitEventType, "active Lock")
		same(t, "has a transaction", session.XactStart != nil && session.BackendXIDAge != nil && session.BackendXminAge != nil, true)
		same(t, "password", session.Query, "update shop.customer set name = $1 where id = $2")
		for _, s := range c.Sessions {
			if s.ApplicationName == "pgadept" {
				t.Error("our own session is among the sessions")
			}
		}
		find(t, c.Locks, "the lock that is waited for", func(l *snapshot.Lock) bool { return !l.Granted && l.LockType == "transactionid" })
		find(t, c.Locks, "the waiter's lock", func(l *snapshot.Lock) bool {
			return l.PID == int(waiter.PgConn().PID()) && l.RelationName == "shop.customer" && l.Mode == "RowExclusiveLock"
		})
		prepared := c.PreparedTransactions[0]
		same(t, "prepared transaction", []any{prepared.GID, prepared.Owner, prepared.Database, prepared.XIDAge > 0}, []any{"left behind", "postgres", "postgres", true})
		slot := c.Slots[0]
		same(t, "slot", []any{slot.Name, slot.Type, slot.Active, slot.RetainedBytes != nil}, []any{"forgotten", "physical", false, true})
	})
}

// TestStatements finds the extension in a schema of its own.
func TestStatements(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := quiet(t, major)
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, `create schema "odd "" name"; create extension pg_stat_statements schema "odd "" name"`,
			"select 'a statement of a known text', 42", "create role r password 'hunter2'")
		c := take(t, target)
		known := find(t, c.Statements, "the known statement", func(s *snapshot.Statement) bool { return s.Query == "select $1, $2" })
		same(t, "calls", []int64{known.Calls, known.Rows}, []int64{1, 1})
		same(t, "times", known.TotalTime > 0 && known.MeanTime > 0 && known.SharedBlkReadTime != nil, true)
		same(t, "user", known.UserName, "postgres")
		find(t, c.Statements, "the statement with a password", func(s *snapshot.Statement) bool { return s.Query == "create role r password $1" })
		same(t, "info", []any{c.StatementsInfo.Schema, c.StatementsInfo.StatsReset != nil}, []any{`odd " name`, major >= 14})
		same(t, "entries", c.StatementsInfo.Entries > 3 && c.StatementsInfo.Dropped == 0, true)
		for _, s := range take(t, target).Statements {
			if strings.Contains(s.Query, "one row is") {
				t.Errorf("our own query is among the workload: %s", s.Query)
			}
		}
	})
}

// TestOldStatements reads the view as it was before 13 renamed its columns; a
// server that was upgraded keeps it until ALTER EXTENSION UPDATE.
func TestOldStatements(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, "create extension pg_stat_statements version '1.7'", "select 'a statement of a known text', 43")
		c := take(t, target)
		known := find(t, c.Statements, "the known statement", func(s *snapshot.Statement) bool { return s.Query == "select $1, $2" })
		same(t, "times", known.TotalTime > 0 && known.MeanTime > 0 && known.SharedBlkReadTime != nil, true)
		same(t, "version", c.StatementsInfo.ExtensionVersion, "1.7")
	})
}

// TestNoStatements says how to get pg_stat_statements, in every way of not
// having it, and as the rule config/blind-monitoring does.
func TestNoStatements(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		statements := func(target string) string {
			c := take(t, target)
			same(t, "statements and their info", unseen(c)[snapshot.AreaStatements], unseen(c)[snapshot.AreaStatementsInfo])
			n := c.Unseen(snapshot.AreaStatements)
			return n.Why + " -> " + n.Grant
		}
		same(t, "loaded, not created", statements(pgtest.DB(t, major)),
			"pg_stat_statements counts, but this database has no view to read it -> create extension pg_stat_statements")

		target := pgtest.Own(t, major, map[string]string{"shared_preload_libraries": ""}).ConnString("postgres")
		same(t, "neither", statements(target),
			"pg_stat_statements is not loaded, so no statement is counted -> add pg_stat_statements to shared_preload_libraries, restart, then: create extension pg_stat_statements")
		pgtest.Exec(t, pgtest.Conn(t, target), "create role nobody login")
		same(t, "unknown", statements(as(target, "nobody")),
			"pg_stat_statements is not installed in this database -> create extension pg_stat_statements; if shared_preload_libraries lacks it, add it there and restart first")
		pgtest.Exec(t, pgtest.Conn(t, target), "create extension pg_stat_statements")
		same(t, "created, not loaded", statements(target),
			"pg_stat_statements is not loaded, so no statement is counted -> add pg_stat_statements to shared_preload_libraries, restart")
	})
}
