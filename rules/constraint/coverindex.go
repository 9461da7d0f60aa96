package constraint

import (
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// indexer makes the steps that index some columns of a table, partitioned or
// not, without blocking writes for longer than an instant.
type indexer struct {
	p       *advice.Pass
	columns []string
	given   map[pg.Name]bool
	adopted []*snapshot.Index // were there before and belong to the new partitioned index afterwards
	steps   []advice.Step
}

// indexing is the fix that creates an index on columns of t: on the whole of
// it, so that new partitions get theirs, or, where some partitions have an
// index of another form, only on those that lack one.
func indexing(p *advice.Pass, t *snapshot.Relation, columns []int16, missing []*snapshot.Relation) *advice.Fix {
	b := &indexer{p: p, columns: t.ColumnNames(columns), given: map[pg.Name]bool{}}
	fix := &advice.Fix{Summary: "create an index on " + t.PG().String() + " " + columnList(t, columns)}
	if t.Kind == "p" && b.canSpan(t, missing) {
		name := b.create(t)
		fix.Undo = []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), "drop index "+name.String())}
		for _, x := range b.adopted {
			fix.Undo = append(fix.Undo, advice.Concurrently(p.Relation(x.TableOID).PG(), p.IndexDefinition(x, true)))
		}
	} else {
		for _, leaf := range missing {
			name := b.create(leaf)
			fix.Undo = append(fix.Undo, advice.Concurrently(leaf.PG(), "drop index concurrently "+name.String()))
		}
	}
	fix.Steps = b.steps
	fix.Caution = "each CREATE INDEX CONCURRENTLY waits for the transactions that are older than itself, and leaves an invalid index behind when it fails: drop that before the next try"
	return fix
}

// canSpan reports whether one partitioned index could take in all partitions.
func (b *indexer) canSpan(t *snapshot.Relation, missing []*snapshot.Relation) bool {
	return !slices.ContainsFunc(b.p.Leaves(t), func(leaf *snapshot.Relation) bool {
		return !slices.Contains(missing, leaf) && b.attachable(leaf) == nil
	})
}

// create indexes t and returns the index's name. Of a partitioned table the
// parent gets an empty index, each partition its own, which it then attaches.
func (b *indexer) create(t *snapshot.Relation) pg.Name {
	name := b.name(t)
	on := "index " + pg.QuoteIdent(name.Name) + " on "
	list := t.PG().String() + " (" + pg.QuoteIdents(b.columns) + ")"
	if t.Kind != "p" {
		b.steps = append(b.steps, advice.Concurrently(t.PG(), "create "+concurrently(on)+list))
		return name
	}
	b.steps = append(b.steps, advice.Locking(pg.ShareLock, t.PG(), "create "+on+"only "+list))
	for _, part := range b.p.Children(t.OID) {
		if !part.IsTable() {
			continue
		}
		own := b.attachable(part)
		if own == nil {
			made := b.create(part)
			own = &snapshot.Index{Schema: made.Schema, Name: made.Name}
		} else {
			b.adopted = append(b.adopted, own)
		}
		b.steps = append(b.steps, advice.Locking(pg.AccessShareLock, t.PG(),
			"alter index "+name.String()+" attach partition "+own.PG().String()))
	}
	return name
}

// concurrently turns index x on into index concurrently x on.
func concurrently(on string) string { return "index concurrently" + on[len("index"):] }

func (b *indexer) name(t *snapshot.Relation) pg.Name {
	taken := func(n string) bool {
		full := pg.Name{Schema: t.Schema, Name: n}
		return b.given[full] || b.p.NameTaken(full)
	}
	parts := append(append([]string{t.Name}, b.columns...), "idx")
	full := pg.Name{Schema: t.Schema, Name: advice.NewName(taken, parts...)}
	b.given[full] = true
	return full
}

// attachable returns an index of a partition that can become part of the new
// one: a plain B-tree on just these columns, attached nowhere.
func (b *indexer) attachable(part *snapshot.Relation) *snapshot.Index {
	for _, x := range b.p.IndexesOf(part.OID) {
		if x.Kind == "i" && x.Valid && x.AccessMethod == "btree" && !x.Unique && x.Predicate == "" && x.ParentOID == 0 &&
			len(x.Include) == 0 && slices.Equal(part.ColumnNames(x.KeyColumns()), b.columns) &&
			!slices.ContainsFunc(x.Keys, func(k snapshot.IndexKey) bool {
				c := part.Column(k.Attnum)
				return k.Desc || k.NullsFirst || !k.OpclassDefault || c == nil || k.Collation != c.Collation
			}) {
			return x
		}
	}
	return nil
}
