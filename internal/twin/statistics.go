package twin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
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

// noteHidden names the tables whose statistics the collecting role did not see.
func (b *builder) noteHidden() {
	for i := range b.twin.snap.Relations {
		r := &b.twin.snap.Relations[i]
		if o, ok := b.objects[r.OID]; ok && o.kind != "v" && !r.StatsVisible {
			b.miss("statistics", r.PG(), "the role that collected may not read them", r.OID)
		}
	}
	if b.twin.snap.Masked {
		b.miss("statistics", pg.Name{Name: b.twin.snap.Server.Database}, "their values are masked; constants in queries have no place among them")
	}
}

// noteLost names the statistics whose operator or type the twin does not have,
// nor another in its place.
func (b *builder) noteLost(c *snapshot.ColumnStatistics, o columnOperators) {
	for _, s := range c.Slots {
		var lost string
		instead, _ := o.of(s.Kind)
		switch {
		case s.Operator != "" && b.words.operators[s.Operator] == 0 && instead == 0:
			lost = "operator " + s.Operator
		case s.ValueType != "" && b.words.types[s.ValueType] == 0:
			lost = "type " + s.ValueType
		default:
			continue
		}
		b.miss("statistics", b.nameOf(c.TableOID), fmt.Sprintf("a part of those of column %d: the twin lacks the %s", c.Attnum, lost), c.TableOID)
		return
	}
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

// statistic is a row of pg_statistic after its key: null fraction, width,
// distinct values, and the slots. Where the statistics name no operators that
// the twin has, those of the column are taken. A slot without operator or type is
// left empty.
func (w words) statistic(c *snapshot.ColumnStatistics, o columnOperators) []any {
	row := []any{float32(c.NullFrac), c.AvgWidth, float32(c.NDistinct)}
	for i := range slots {
		var s snapshot.Slot
		if i < len(c.Slots) {
			s = c.Slots[i]
		}
		row = append(row, w.slot(s, o)...)
	}
	return row
}

func (w words) slot(s snapshot.Slot, o columnOperators) []any {
	typ := w.types[s.ValueType]
	operator, collation := w.operators[s.Operator], w.collations[s.Collation]
	if operator == 0 {
		operator, collation = o.of(s.Kind)
	}
	if operator == 0 && s.Kind != snapshot.SlotBounds || s.Values != "" && typ == 0 {
		return []any{int16(0), pg.OID(0), pg.OID(0), nil, nil, nil}
	}
	row := []any{s.Kind, operator, collation, nil, nil, nil}
	if len(s.Numbers) > 0 {
		row[3] = s.Numbers
	}
	if s.Values != "" {
		row[4], row[5] = strings.ToValidUTF8(s.Values, "\uFFFD"), typ
	}
	return row
}
