package twin

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
)

// noteMiscounted names the statistics of which a slot was left empty because its
// numbers are not as many as they have to be.
func (b *builder) noteMiscounted(ctx context.Context) error {
	rows, err := b.plain.Query(ctx, query("miscounted.sql"))
	if err != nil {
		return err
	}
	var rel pg.OID
	var att int16
	_, err = pgx.ForEachRow(rows, []any{&rel, &att}, func() error {
		old := b.production(rel)
		b.miss("statistics", b.nameOf(old), fmt.Sprintf("a part of those of column %d has not as many numbers as it needs", att), old)
		return nil
	})
	return err
}

// insertStatistics inserts the rows from up to below to. When they are refused
// it halves them, down to the one row that is to blame.
func (b *builder) insertStatistics(ctx context.Context, from, to int) error {
	_, err := b.plain.Exec(ctx, query("insert_statistic.sql"), from, to)
	var refused *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refused) || b.plain.IsClosed():
		return err
	case to-from == 1:
		return b.insertDoubtful(ctx, from, refused.Message)
	}
	half := from + (to-from)/2
	if err := b.insertStatistics(ctx, from, half); err != nil {
		return err
	}
	return b.insertStatistics(ctx, half, to)
}

// insertDoubtful inserts a row without the slots that are refused.
func (b *builder) insertDoubtful(ctx context.Context, n int, why string) error {
	var rel pg.OID
	var att int16
	if err := b.plain.QueryRow(ctx, "select rel, att from statistic_rows where n = $1", n).Scan(&rel, &att); err != nil {
		return err
	}
	old := b.production(rel)
	b.miss("statistics", b.nameOf(old), fmt.Sprintf("the server refuses a part of those of column %d: %s", att, why), old)
	for i := 1; i <= slots; i++ {
		clear := fmt.Sprintf("update statistic_rows set kind%[1]d = 0, op%[1]d = 0, coll%[1]d = 0, num%[1]d = null, val%[1]d = null, typ%[1]d = null where n = $1", slots+1-i)
		if _, err := b.plain.Exec(ctx, clear, n); err != nil {
			return err
		}
		if _, err := b.plain.Exec(ctx, query("insert_statistic.sql"), n, n+1); err == nil {
			return nil
		} else if b.plain.IsClosed() {
			return err
		}
	}
	return nil
}

// production returns the OID that the twin's relation had there.
func (b *builder) production(twin pg.OID) pg.OID {
	for old, o := range b.objects {
		if o.oid == twin {
			return old
		}
	}
	return 0
}
