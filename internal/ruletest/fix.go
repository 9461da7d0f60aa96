package ruletest

import (
	"context"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
)

// applyFixes runs every step of every finding's fix, as it stands, and checks
// the lock that each step claims.
func (st *stage) applyFixes(fs []advice.Finding) {
	st.t.Helper()
	var err error
	if st.before, err = relations(st.t.Context(), st.session("fixer")); err != nil {
		st.t.Fatal(err)
	}
	for _, f := range fs {
		if f.Fix == nil {
			st.t.Fatalf("finding %q has no fix", f.Title)
		}
		for _, s := range f.Fix.Steps {
			st.step(s)
		}
	}
}

// applyUndo runs the undo of every finding, the last one first.
func (st *stage) applyUndo(fs []advice.Finding) {
	st.t.Helper()
	for _, f := range slices.Backward(fs) {
		for _, s := range f.Fix.Undo {
			st.step(s)
		}
	}
}

func (st *stage) step(s advice.Step) {
	st.t.Helper()
	switch {
	case s.Manual == advice.ManualRestart:
		st.restart()
	case s.Manual != "":
		return // the page's own fix block did it
	case s.InTransaction:
		st.inTransaction(s)
	default:
		st.outsideTransaction(s)
	}
}

// outsideTransaction runs a step that no transaction may hold while another
// session holds ROW EXCLUSIVE on the named relation: what takes SHARE UPDATE
// EXCLUSIVE ends, or waits for that session while it holds just that; what
// takes more waits for it.
func (st *stage) outsideTransaction(s advice.Step) {
	st.t.Helper()
	ctx := st.t.Context()
	c := st.session("fixer")
	user := st.session(holder)
	on := st.named(c, s)
	if on != nil && on.Kind != "r" && on.Kind != "p" {
		on = nil // LOCK TABLE takes tables only
	}
	if on != nil && strings.HasPrefix(s.On, "pg_catalog.") {
		on = nil // whoever watched would wait for the catalog too
	}
	if on != nil {
		if _, err := user.Exec(ctx, "begin; lock table only "+s.On+" in row exclusive mode", pgx.QueryExecModeSimpleProtocol); err != nil {
			st.t.Fatalf("step names relation %s: %v", s.On, err)
		}
		defer user.Exec(ctx, "rollback")
	}
	pid := c.PgConn().PID()
	done := make(chan error, 1)
	go func() {
		_, err := c.Exec(context.WithoutCancel(ctx), s.SQL, pgx.QueryExecModeSimpleProtocol)
		done <- err
	}()
	if on != nil && st.waits(pid, done) {
		if err := compareLocks(ctx, user, pid, s, on, st.before); err != nil {
			st.t.Error(err)
		}
		if _, err := user.Exec(ctx, "rollback"); err != nil {
			st.t.Fatal(err)
		}
	} else if on != nil && s.Lock > pg.ShareUpdateExclusiveLock {
		st.t.Errorf("step claims %q on %s, and ran beside ROW EXCLUSIVE: %s", s.Lock, s.On, s.SQL)
	}
	if err := <-done; err != nil {
		st.t.Fatalf("step: %v\n%s", err, s.SQL)
	}
}

// waits returns when the session waits for a lock, or has ended what it does;
// then its result is still to be had from done.
func (st *stage) waits(pid uint32, done chan error) bool {
	st.t.Helper()
	watch := st.session(watcher)
	for {
		var waits bool
		if err := watch.QueryRow(st.t.Context(), "select exists (select from pg_stat_activity where pid = $1 and wait_event_type = 'Lock')", pid).Scan(&waits); err != nil {
			st.t.Fatalf("watch a session: %v", err)
		}
		if waits {
			return true
		}
		select {
		case err := <-done:
			done <- err
			return false
		default:
		}
	}
}

// named is the relation that a step names, nil for none.
func (st *stage) named(c querier, s advice.Step) *relation {
	st.t.Helper()
	if s.On == "" {
		return nil
	}
	rows, err := c.Query(st.t.Context(), "select oid, oid::pg_catalog.regclass::text, relkind::text from pg_catalog.pg_class where oid = pg_catalog.to_regclass($1)", s.On)
	if err != nil {
		st.t.Fatalf("step names relation %s: %v", s.On, err)
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[relation])
	if err != nil {
		st.t.Fatalf("step names relation %s: %v", s.On, err)
	}
	return &r
}

// inTransaction runs a step inside a transaction and compares the locks that it
// holds with the one that it claims.
func (st *stage) inTransaction(s advice.Step) {
	st.t.Helper()
	ctx := st.t.Context()
	c := st.session("fixer")
	tx, err := c.Begin(ctx)
	if err != nil {
		st.t.Fatal(err)
	}
	defer tx.Rollback(ctx)
	on := st.named(tx, s)
	if _, err := tx.Exec(ctx, s.SQL, pgx.QueryExecModeSimpleProtocol); err != nil {
		st.t.Fatalf("step: %v\n%s", err, s.SQL)
	}
	if err := compareLocks(ctx, tx, c.PgConn().PID(), s, on, st.before); err != nil {
		st.t.Error(err)
	}
	if err := tx.Commit(ctx); err != nil {
		st.t.Fatalf("commit step: %v\n%s", err, s.SQL)
	}
}
