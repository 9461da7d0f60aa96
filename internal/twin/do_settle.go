package twin

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// settle gives everything its size again, and what is new one.
func (d *doing) settle(ctx context.Context) ([]Built, error) {
	b := d.b
	now, names, err := b.listObjects(ctx)
	if err != nil {
		return nil, err
	}
	for old, o := range b.objects {
		if was := o; now[o.oid].oid == 0 {
			delete(b.objects, old)
		} else if o = now[was.oid]; o.file != was.file {
			b.objects[old] = o
		}
	}
	if err := b.classes(ctx); err != nil {
		return nil, err
	}
	if err := d.rewritten(ctx, now); err != nil {
		return nil, err
	}
	if err := b.relations(); err != nil {
		return nil, err
	}
	return d.measure(ctx, now, names)
}

// measure works out the sizes of what is new, or has new files.
func (d *doing) measure(ctx context.Context, now map[pg.OID]object, names map[pg.OID]pg.Name) ([]Built, error) {
	var out []Built
	sizes := map[pg.OID]sized{}
	var stats []ownedStatistics
	for _, oid := range sorted(now) {
		o := now[oid]
		if was, old := d.before[oid]; old && was.file == o.file {
			continue
		}
		var built Built
		var err error
		switch o.kind {
		case "I":
			continue // those of the partitions have the sizes
		case "i":
			var n newIndex
			if n, err = d.b.twin.measureIndex(ctx, d.b.super, oid); err == nil {
				built = Built{Kind: "index", Bytes: n.pages * blockSize, Tuples: n.tuples, Basis: n.basis}
				err = d.b.indexFacts(ctx, oid, &built)
				sizes[oid] = sized{n, built.Method}
				for i := range n.stats {
					stats = append(stats, ownedStatistics{oid, &n.stats[i]})
				}
			}
		case "m":
			built, err = d.builtView(ctx, oid, names[oid])
		default:
			if _, old := d.before[oid]; old {
				continue
			}
			built = Built{Kind: kinds[o.kind], Basis: "empty, as it is in production until it is filled"}
		}
		if err != nil {
			return nil, fmt.Errorf("size of %s: %w", names[oid], err)
		}
		built.Name = names[oid]
		out = append(out, built)
	}
	objects, err := d.builtStatistics(ctx)
	if err != nil {
		return nil, err
	}
	out = append(out, objects...)
	if err := d.changedColumns(ctx, &stats); err != nil {
		return nil, err
	}
	if err := d.b.addStatistics(ctx, stats); err != nil {
		return nil, err
	}
	return out, d.grow(ctx, now, sizes)
}

// sized is an index with its access method.
type sized struct {
	newIndex
	method string
}

// ownedStatistics are statistics of a relation or index of the twin.
type ownedStatistics struct {
	rel pg.OID
	*snapshot.ColumnStatistics
}

// listObjects lists the twin's relations and indexes.
func (b *builder) listObjects(ctx context.Context) (map[pg.OID]object, map[pg.OID]pg.Name, error) {
	rows, err := b.super.Query(ctx, query("objects.sql"))
	if err != nil {
		return nil, nil, err
	}
	objects, names := map[pg.OID]object{}, map[pg.OID]pg.Name{}
	var n pg.Name
	var o object
	_, err = pgx.ForEachRow(rows, []any{&n.Schema, &n.Name, &o.oid, &o.kind, &o.file}, func() error {
		objects[o.oid], names[o.oid] = o, n
		return nil
	})
	return objects, names, err
}
