package twin

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// index makes an index look to the planner like production's: its metapage and
// its length.
func (b *builder) index(x *snapshot.Index) error {
	o, ok := b.objects[x.OID]
	if !ok || o.file == "" || !slices.Contains([]string{"btree", "gin", "brin"}, x.AccessMethod) {
		return b.resize(x.OID, x.Bytes/blockSize)
	}
	err := b.rewrite(o, func(pages [][]byte) ([][]byte, error) {
		switch x.AccessMethod {
		case "btree":
			return raise(pages, b.height(x))
		case "gin":
			if p := b.metapages[x.OID]; p == nil || p.TotalPages == nil {
				b.miss("index", x.PG(), "its metapage was not read; its costs are the planner's guess", x.TableOID)
			}
			setGIN(pages[0], b.metapages[x.OID])
		case "brin":
			return pages, setBRIN(pages[0], b.metapages[x.OID], b.cat.Relation(x.TableOID).Bytes/blockSize)
		}
		return pages, nil
	})
	if err != nil {
		return err
	}
	return b.resize(x.OID, x.Bytes/blockSize)
}

// rewrite lets f change the few pages that an index has before it is grown.
func (b *builder) rewrite(o object, f func([][]byte) ([][]byte, error)) error {
	path := filepath.Join(b.twin.server.Dir(), filepath.FromSlash(o.file))
	raw, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if len(raw) < blockSize || len(raw)%blockSize != 0 {
		return fmt.Errorf("its file has %d bytes", len(raw))
	}
	var pages [][]byte
	for at := 0; at < len(raw); at += blockSize {
		pages = append(pages, raw[at:at+blockSize:at+blockSize])
	}
	if pages, err = f(pages); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	for _, p := range pages {
		if _, err := file.Write(p); err != nil {
			return err
		}
	}
	return file.Close()
}

// height is that of a B-tree.
func (b *builder) height(x *snapshot.Index) uint32 {
	if p := b.metapages[x.OID]; p != nil && p.Height != nil && *p.Height >= 0 && *p.Height <= maxLevel {
		return uint32(*p.Height)
	}
	return estimatedHeight(b.cat, x)
}
