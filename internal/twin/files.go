package twin

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pgadept/pgadept/internal/pg"
)

// files gives every relation and index the length it has in production, which is
// what the planner goes by. The new blocks are holes: they cost no space, and are
// never read. The server is down meanwhile, so none of them is in its buffers.
func (b *builder) files(ctx context.Context) error {
	return b.twin.server.Offline(ctx, func() error {
		for i := range b.twin.snap.Indexes {
			x := &b.twin.snap.Indexes[i]
			if err := b.index(x); err != nil {
				return fmt.Errorf("index %s: %w", x.PG(), err)
			}
		}
		return b.relations()
	})
}

// resize sets a relation's number of blocks, never below what it has.
func (b *builder) resize(oid pg.OID, blocks int64) error {
	o, ok := b.objects[oid]
	if !ok || o.file == "" {
		return nil
	}
	return b.lengthen(o, blocks)
}

// lengthen makes the files of a relation at least as long as that.
func (b *builder) lengthen(o object, blocks int64) error {
	if blocks > maxBlocks {
		return fmt.Errorf("%d blocks are more than a relation can have", blocks)
	}
	if b.segments += blocks / segmentBlocks; b.segments > maxSegments {
		return fmt.Errorf("the database has more than %d files of 1 GiB", maxSegments)
	}
	path := filepath.Join(b.twin.server.Dir(), filepath.FromSlash(o.file))
	for segment := int64(0); blocks > 0 || segment == 0; segment++ {
		n := min(blocks, segmentBlocks)
		if err := b.grow(path, segment, n*blockSize); err != nil {
			return err
		}
		blocks -= n
	}
	return nil
}

// Limits of what a snapshot can ask for: a relation has at most 2^32-1 blocks
// (MaxBlockNumber), and a petabyte of relations makes a million files.
const (
	maxBlocks   = 1<<32 - 1
	maxSegments = 1 << 20
)

// grow makes one segment file at least size bytes long.
func (b *builder) grow(path string, segment, size int64) error {
	if segment > 0 {
		path = fmt.Sprintf("%s.%d", path, segment)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			return err
		}
		if err := b.twin.server.Own(path); err != nil {
			return err
		}
	} else if info, err := os.Stat(path); err != nil || info.Size() >= size {
		return err
	}
	return sparse(path, size)
}
