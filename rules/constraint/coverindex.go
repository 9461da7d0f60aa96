package constraint

import (
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// indexing is the fix that creates an index on columns of t: on the whole of
// it, so that new partitions get theirs, or, where some partitions have an
// index of another form, only on those that lack one.
func indexing(p *advice.Pass, t *snapshot.Relation, columns []int16, missing []*snapshot.Relation) *advice.Fix {
	b := p.BuildIndexes()
	fix := &advice.Fix{Summary: "create an index on " + t.PG().String() + " " + columnList(t, columns)}
	x := plainIndex(t, columns)
	if t.Kind == "p" && canSpan(p, t, x, missing) {
		name := b.Name(t, x, "idx")
		b.Create(x, name)
		fix.Undo = b.Undo(x, name)
	} else {
		for _, leaf := range missing {
			own := p.TranslateIndex(x, leaf)
			name := b.Name(leaf, own, "idx")
			b.Create(own, name)
			fix.Undo = append(fix.Undo, p.DropIndex(own, name))
		}
	}
	fix.Steps = b.Steps
	fix.Caution = "each CREATE INDEX CONCURRENTLY waits for the transactions that are older than itself, and leaves an invalid index behind when it fails: drop that before the next try"
	return fix
}

// plainIndex is the definition of a B-tree on columns of a table.
func plainIndex(t *snapshot.Relation, columns []int16) *snapshot.Index {
	x := &snapshot.Index{Schema: t.Schema, TableOID: t.OID, AccessMethod: "btree"}
	for _, c := range columns {
		x.Keys = append(x.Keys, snapshot.IndexKey{Attnum: c, OpclassDefault: true})
	}
	return x
}

// canSpan reports whether one partitioned index could take in all partitions.
func canSpan(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, missing []*snapshot.Relation) bool {
	return !slices.ContainsFunc(p.Leaves(t), func(leaf *snapshot.Relation) bool {
		return !slices.Contains(missing, leaf) && p.Attachable(leaf, x) == nil
	})
}
