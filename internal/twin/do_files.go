package twin

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// shrink takes the holes out of the files of tables, so that building an index
// does not read through them. The server may run: it asks for a file's length
// each time, and holds no block of a hole. Connections from before know of
// segments that are gone, and must not be used again.
func (b *builder) shrink() error {
	for oid, o := range b.objects {
		if r := b.cat.Relation(oid); r == nil || o.file == "" {
			continue
		}
		path := b.path(o)
		real, ok := b.twin.real[o.file]
		if !ok {
			continue
		}
		for segment := 1; ; segment++ {
			if err := os.Remove(fmt.Sprintf("%s.%d", path, segment)); os.IsNotExist(err) {
				break
			} else if err != nil {
				return err
			}
		}
		if err := os.Truncate(path, real); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) path(o object) string {
	return filepath.Join(b.twin.server.Dir(), filepath.FromSlash(o.file))
}

// relations gives tables and materialized views their length.
func (b *builder) relations() error {
	for i := range b.twin.snap.Relations {
		r := &b.twin.snap.Relations[i]
		if err := b.noteReal(r.OID); err != nil {
			return fmt.Errorf("%s: %w", r.PG(), err)
		}
		if err := b.resize(r.OID, b.bytes(r)/blockSize); err != nil {
			return fmt.Errorf("%s: %w", r.PG(), err)
		}
	}
	return nil
}

// bytes is a table's length, after a rewrite that made its rows wider or narrower.
func (b *builder) bytes(r *snapshot.Relation) int64 {
	if scale, ok := b.twin.scale[r.OID]; ok {
		return int64(float64(r.Bytes) * scale)
	}
	return r.Bytes
}

// noteReal remembers how long a file is without holes.
func (b *builder) noteReal(oid pg.OID) error {
	o, ok := b.objects[oid]
	if !ok || o.file == "" {
		return nil
	}
	info, err := os.Stat(b.path(o))
	if os.IsNotExist(err) {
		return nil // a foreign table's
	}
	if err == nil {
		b.twin.real[o.file] = info.Size()
	}
	return err
}

// grow writes the metapages and lengths of new indexes while the server is down,
// which has their pages in its buffers.
func (d *doing) grow(ctx context.Context, now map[pg.OID]object, sizes map[pg.OID]sized) error {
	if len(sizes) == 0 {
		return nil
	}
	for _, oid := range sorted(sizes) {
		n := sizes[oid]
		if _, err := d.b.super.Exec(ctx, "update pg_class set relpages = $2::int4, reltuples = $3::real where oid = $1::oid", oid, int32(min(n.pages, 1<<31-1)), float32(n.tuples)); err != nil {
			return err
		}
	}
	d.b.disconnect(ctx)
	return d.b.twin.server.Offline(ctx, func() error {
		for _, oid := range sorted(sizes) {
			if err := d.b.growIndex(now[oid], sizes[oid]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *builder) growIndex(o object, n sized) error {
	if o.file == "" {
		return nil
	}
	err := b.rewrite(o, func(pages [][]byte) ([][]byte, error) {
		switch {
		case n.method == "btree":
			return raise(pages, uint32(n.height))
		case n.method == "gin":
			setGIN(pages[0], n.meta)
		case n.method == "brin" && n.meta != nil:
			return pages, setBRIN(pages[0], n.meta, 0)
		}
		return pages, nil
	})
	if err != nil {
		return err
	}
	return b.lengthen(o, n.pages)
}
