package twin

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// slots is how many a row of pg_statistic has.
const slots = 5

// statistics writes pg_statistic, all of it by one statement. Role runs it,
// through a view: parsing the values runs what domains and types check.
func (b *builder) statistics(ctx context.Context) error {
	operators, err := b.operatorsOfColumns(ctx)
	if err != nil {
		return err
	}
	types, err := b.columnTypes(ctx)
	if err != nil {
		return err
	}
	b.noteHidden()
	var rows [][]any
	for i := range b.twin.snap.ColumnStatistics {
		c := &b.twin.snap.ColumnStatistics[i]
		if o, ok := b.objects[c.TableOID]; ok {
			k := columnKey{o.oid, c.Attnum}
			of := statColumn{types[k], operators[k]}
			b.noteLost(c, of)
			rows = append(rows, append([]any{len(rows), o.oid, c.Attnum, c.Inherited}, b.words.statistic(c, of)...))
		}
	}
	return b.writeStatistics(ctx, rows)
}

// writeStatistics inserts rows as statistic_rows has them.
func (b *builder) writeStatistics(ctx context.Context, rows [][]any) error {
	if err := run(ctx, b.super, query("statistic_views.sql")); err != nil {
		return err
	}
	if err := run(ctx, b.plain, query("statistic_rows.sql")); err != nil {
		return err
	}
	if _, err := b.plain.CopyFrom(ctx, pgx.Identifier{"statistic_rows"}, statisticColumns(), pgx.CopyFromRows(rows)); err != nil || len(rows) == 0 {
		return err
	}
	if err := b.insertStatistics(ctx, 0, len(rows)); err != nil {
		return err
	}
	return b.noteMiscounted(ctx)
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
