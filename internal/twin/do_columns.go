package twin

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// statKey is a row of the twin's pg_statistic.
type statKey struct {
	columnKey
	inherited bool
}

func (b *builder) statKeys(ctx context.Context) (map[statKey]bool, error) {
	rows, err := b.super.Query(ctx, "select starelid, staattnum, stainherit from pg_statistic where starelid >= 16384")
	if err != nil {
		return nil, err
	}
	out := map[statKey]bool{}
	var k statKey
	_, err = pgx.ForEachRow(rows, []any{&k.rel, &k.attnum, &k.inherited}, func() error {
		out[k] = true
		return nil
	})
	return out, err
}

// changedColumns adds the statistics that were lost with the types of columns:
// the values are the same, read as values of the new type. Those that this type
// does not read are Missing.
func (d *doing) changedColumns(ctx context.Context, stats *[]ownedStatistics) error {
	b := d.b
	now, err := b.statKeys(ctx)
	if err != nil {
		return err
	}
	types, err := b.columnTypes(ctx)
	if err != nil {
		return err
	}
	for i := range b.twin.snap.ColumnStatistics {
		c := &b.twin.snap.ColumnStatistics[i]
		k := statKey{columnKey{b.objects[c.TableOID].oid, c.Attnum}, c.Inherited}
		typ, there := types[k.columnKey]
		if !there || now[k] || !d.stats[k] {
			continue
		}
		if typ != d.types[k.columnKey] {
			if c, err = b.retyped(ctx, c, typ); err != nil {
				return err
			}
		}
		*stats = append(*stats, ownedStatistics{k.rel, c})
	}
	return nil
}

func (b *builder) retyped(ctx context.Context, c *snapshot.ColumnStatistics, typ pg.OID) (*snapshot.ColumnStatistics, error) {
	var name string
	var length int16
	if err := b.super.QueryRow(ctx, "select format_type(oid, null), typlen from pg_type where oid = $1::oid", typ).Scan(&name, &length); err != nil {
		return nil, err
	}
	out := *c
	if length > 0 {
		out.AvgWidth = int32(length)
	}
	out.Slots = nil
	for _, s := range c.Slots {
		switch s.Kind {
		case snapshot.SlotMCV, snapshot.SlotHistogram:
			s.ValueType = name
		case snapshot.SlotCorrelation:
		default:
			continue // of elements, and of ranges
		}
		s.Operator, s.Collation = "", "" // those of the new type
		out.Slots = append(out.Slots, s)
	}
	return &out, nil
}

// addStatistics writes statistics of what is new or changed.
func (b *builder) addStatistics(ctx context.Context, stats []ownedStatistics) error {
	if len(stats) == 0 {
		return nil
	}
	var list []*snapshot.ColumnStatistics
	for _, s := range stats {
		list = append(list, s.ColumnStatistics)
	}
	if err := b.resolveWords(ctx, list); err != nil {
		return err
	}
	operators, err := b.columnOperators(ctx)
	if err != nil {
		return err
	}
	types, err := b.columnTypes(ctx)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, s := range stats {
		k := columnKey{s.rel, s.Attnum}
		of := statColumn{types[k], operators[k]}
		rows = append(rows, append([]any{len(rows), s.rel, s.Attnum, s.Inherited}, b.words.statistic(s.ColumnStatistics, of)...))
	}
	if err := b.writeStatistics(ctx, rows); err != nil {
		return err
	}
	return run(ctx, b.super, "drop schema pgadept_build cascade")
}

// rewritten scales the sizes of tables that DDL rewrote with rows of another
// width.
func (d *doing) rewritten(ctx context.Context, now map[pg.OID]object) error {
	b := d.b
	for i := range b.twin.snap.Relations {
		r := &b.twin.snap.Relations[i]
		o, ok := b.objects[r.OID]
		was := d.before[o.oid]
		if !ok || o.file == "" || was.file == o.file {
			continue
		}
		scale, err := b.widthRatio(ctx, r, o.oid)
		if err != nil {
			return fmt.Errorf("width of %s: %w", r.PG(), err)
		}
		b.twin.scale[r.OID] = scale
		if _, err := b.super.Exec(ctx, "update pg_class set relpages = (relpages * $2::float8)::int4 where oid = $1::oid", o.oid, scale); err != nil {
			return err
		}
	}
	return nil
}

// widthRatio is how much wider a table's rows have become.
func (b *builder) widthRatio(ctx context.Context, r *snapshot.Relation, oid pg.OID) (float64, error) {
	rows, err := b.super.Query(ctx, "select attnum, attlen from pg_attribute where attrelid = $1::oid and attnum > 0 and not attisdropped", oid)
	if err != nil {
		return 0, err
	}
	const header = 28 // of a tuple, with its line pointer
	before, after := 0.0, float64(header)
	width := func(attnum, length int16) float64 {
		c := b.stats[endID{r.OID, 0, attnum}]
		switch {
		case length > 0:
			return float64(length)
		case c != nil:
			return float64(c.AvgWidth)
		}
		return 32 // as the planner assumes (get_typavgwidth)
	}
	before = header
	for i := range r.Columns {
		if c := &r.Columns[i]; !c.Dropped {
			before += width(c.Attnum, c.Len)
		}
	}
	var attnum, length int16
	_, err = pgx.ForEachRow(rows, []any{&attnum, &length}, func() error {
		after += width(attnum, length)
		return nil
	})
	return after / before, err
}
