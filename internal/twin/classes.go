package twin

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// classes writes the row counts and page counts of pg_class, after all DDL: to
// create an index sets those of its table.
func (b *builder) classes(ctx context.Context) error {
	var rows [][]any
	for i := range b.twin.snap.Relations {
		r := &b.twin.snap.Relations[i]
		if o, ok := b.objects[r.OID]; ok {
			var frozen any
			if r.AllFrozen != nil {
				frozen = int32(*r.AllFrozen)
			}
			rows = append(rows, []any{o.oid, int32(r.Pages), float32(r.Tuples), int32(r.AllVisible), frozen})
		}
	}
	for i := range b.twin.snap.Indexes {
		x := &b.twin.snap.Indexes[i]
		if o, ok := b.objects[x.OID]; ok {
			rows = append(rows, []any{o.oid, int32(x.Pages), float32(x.Tuples), int32(0), nil})
		}
	}
	if err := run(ctx, b.super, "create temp table class_rows (rel oid primary key, pages int4, tuples real, visible int4, frozen int4)"); err != nil {
		return err
	}
	if _, err := b.super.CopyFrom(ctx, pgx.Identifier{"class_rows"}, []string{"rel", "pages", "tuples", "visible", "frozen"}, pgx.CopyFromRows(rows)); err != nil {
		return err
	}
	frozen := ""
	if b.twin.major >= 18 {
		frozen = ", relallfrozen = coalesce(s.frozen, 0)"
	}
	_, err := b.super.Exec(ctx, "update pg_class c set relpages = s.pages, reltuples = s.tuples, relallvisible = s.visible"+frozen+" from class_rows s where c.oid = s.rel")
	return err
}
