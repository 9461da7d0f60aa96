package ruletest

import (
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
)

// applyFixes runs every step of every finding's fix, as it stands, and checks
// the lock that each step claims.
func (st *stage) applyFixes(fs []advice.Finding) {
	st.t.Helper()
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
		if _, err := st.session("fixer").Exec(st.t.Context(), s.SQL, pgx.QueryExecModeSimpleProtocol); err != nil {
			st.t.Fatalf("step: %v\n%s", err, s.SQL)
		}
	}
}

// inTransaction runs a step inside a transaction and compares the strongest
// lock it holds on the named relation with the one that it claims.
func (st *stage) inTransaction(s advice.Step) {
	st.t.Helper()
	ctx := st.t.Context()
	c := st.session("fixer")
	tx, err := c.Begin(ctx)
	if err != nil {
		st.t.Fatal(err)
	}
	defer tx.Rollback(ctx)
	var oid *uint32
	if s.On != "" {
		if err := tx.QueryRow(ctx, "select pg_catalog.to_regclass($1)::oid", s.On).Scan(&oid); err != nil {
			st.t.Fatalf("step names relation %s: %v", s.On, err)
		}
	}
	if _, err := tx.Exec(ctx, s.SQL, pgx.QueryExecModeSimpleProtocol); err != nil {
		st.t.Fatalf("step: %v\n%s", err, s.SQL)
	}
	if oid != nil {
		st.compareLock(tx, s, *oid)
	}
	if err := tx.Commit(ctx); err != nil {
		st.t.Fatalf("commit step: %v\n%s", err, s.SQL)
	}
}

func (st *stage) compareLock(tx pgx.Tx, s advice.Step, oid uint32) {
	st.t.Helper()
	rows, err := tx.Query(st.t.Context(), "select mode from pg_locks where pid = pg_backend_pid() and locktype = 'relation' and relation = $1", oid)
	if err != nil {
		st.t.Fatal(err)
	}
	modes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		st.t.Fatal(err)
	}
	held := pg.NoLock
	for _, m := range modes {
		if mode, err := pg.ParseLockMode(m); err == nil {
			held = max(held, mode)
		}
	}
	if held != s.Lock {
		st.t.Errorf("step claims %q on %s, PostgreSQL took %q: %s", s.Lock, s.On, held, s.SQL)
	}
}
