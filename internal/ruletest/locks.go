package ruletest

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
)

type heldLock struct {
	OID  uint32
	Mode string
}

// relation is one that users may have locked.
type relation struct {
	OID  uint32
	Name string
	Kind string
}

// relations are the relations of users, by OID.
func relations(ctx context.Context, c querier) (map[uint32]relation, error) {
	rows, err := c.Query(ctx, `select oid, oid::pg_catalog.regclass::text, relkind::text from pg_catalog.pg_class
		where oid >= 16384 and relkind <> 't' and relnamespace <> 'pg_toast'::pg_catalog.regnamespace`)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[relation])
	out := make(map[uint32]relation, len(list))
	for _, r := range list {
		out[r.OID] = r
	}
	return out, err
}

type querier interface {
	Query(context.Context, string, ...any) (pgx.Rows, error)
}

// compareLocks holds what a session has locked, or waits for, against what the
// step claims: on the named relation exactly that, on any other that was there
// before the fix no more. A step that names none takes at most what an UPDATE
// takes.
func compareLocks(ctx context.Context, c querier, pid uint32, s advice.Step, on *relation, before map[uint32]relation) error {
	rows, err := c.Query(ctx, "select relation, mode from pg_catalog.pg_locks where pid = $1 and locktype = 'relation'", pid)
	if err != nil {
		return err
	}
	locks, err := pgx.CollectRows(rows, pgx.RowToStructByPos[heldLock])
	if err != nil {
		return err
	}
	named := pg.NoLock
	var wrong []error
	for _, l := range locks {
		mode, err := pg.ParseLockMode(l.Mode)
		if err != nil {
			return err
		}
		if on != nil && l.OID == on.OID {
			named = max(named, mode)
		} else if r, ok := before[l.OID]; ok && mode > max(s.Lock, pg.RowExclusiveLock) {
			wrong = append(wrong, fmt.Errorf("step claims %q on %q, PostgreSQL took %q on %s: %s", s.Lock, s.On, mode, r.Name, s.SQL))
		}
	}
	if on != nil && named != s.Lock {
		wrong = append(wrong, fmt.Errorf("step claims %q on %s, PostgreSQL took %q: %s", s.Lock, s.On, named, s.SQL))
	}
	return errors.Join(wrong...)
}
