package twin

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
)

// slots is how many a row of pg_statistic has.
const slots = 5

// statistics writes pg_statistic, all of it by one statement. Role runs it,
// through a view: parsing the values runs what domains and types check.
func (b *builder) statistics(ctx context.Context) error {
	columns, err := b.operatorsOfColumns(ctx)
	if err != nil {
		return err
	}
	if err := run(ctx, b.super, query("statistic_views.sql")); err != nil {
		return err
	}
	if err := run(ctx, b.plain, query("statistic_rows.sql")); err != nil {
		return err
	}
	b.noteHidden()
	var rows [][]any
	for i := range b.twin.snap.ColumnStatistics {
		c := &b.twin.snap.ColumnStatistics[i]
		if o, ok := b.objects[c.TableOID]; ok {
			b.noteLost(c, columns[columnKey{o.oid, c.Attnum}])
			rows = append(rows, append([]any{len(rows), o.oid, c.Attnum, c.Inherited}, b.words.statistic(c, columns[columnKey{o.oid, c.Attnum}])...))
		}
	}
	if _, err := b.plain.CopyFrom(ctx, pgx.Identifier{"statistic_rows"}, statisticColumns(), pgx.CopyFromRows(rows)); err != nil || len(rows) == 0 {
		return err
	}
	return b.insertStatistics(ctx, 0, len(rows))
}

// statisticColumns are those of statistic_rows.
func statisticColumns() []string {
	columns := []string{"n", "rel", "att", "inh", "null_frac", "width", "n_distinct"}
	for i := 1; i <= slots; i++ {
		for _, c := range []string{"kind", "op", "coll", "num", "val", "typ"} {
			columns = append(columns, fmt.Sprint(c, i))
		}
	}
	return columns
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
