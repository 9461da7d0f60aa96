package advice

import (
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// IndexBuild makes the steps of one fix that create indexes without blocking
// writes for longer than an instant.
type IndexBuild struct {
	Steps []Step

	p       *Pass
	given   map[pg.Name]bool  // names, so that no two are the same
	restore bool              // build what was there before: same parts, same names
	adopted []*snapshot.Index // were there before, and became parts of a new index
}

// BuildIndexes begins a fix that creates indexes.
func (p *Pass) BuildIndexes() *IndexBuild { return &IndexBuild{p: p, given: map[pg.Name]bool{}} }

// Name makes a name for a new index of a table, in the table's schema.
func (b *IndexBuild) Name(t *snapshot.Relation, x *snapshot.Index, kind string) pg.Name {
	taken := func(n string) bool {
		full := pg.Name{Schema: t.Schema, Name: n}
		return b.given[full] || b.p.NameTaken(full)
	}
	parts := []string{t.Name}
	if r := b.p.Relation(x.TableOID); r != nil {
		for _, k := range x.Keys {
			if c := r.Column(k.Attnum); c != nil {
				parts = append(parts, c.Name)
			} else {
				parts = append(parts, "expr")
			}
		}
	}
	full := pg.Name{Schema: t.Schema, Name: NewName(taken, append(parts, kind)...)}
	b.given[full] = true
	return full
}

// Create adds the steps that create an index like x under another name: with
// CONCURRENTLY on a table; on a partitioned table, which does not allow it, ON
// ONLY the parent, the same for every partition, and ATTACH.
func (b *IndexBuild) Create(x *snapshot.Index, name pg.Name) {
	t := b.p.Relation(x.TableOID)
	def := *x
	def.Name = name.Name
	if t.Kind != "p" {
		def.Kind = "i"
		b.Steps = append(b.Steps, Concurrently(t.PG(), b.p.IndexDefinition(&def, true)))
		return
	}
	def.Kind = "I"
	b.Steps = append(b.Steps, Locking(pg.ShareLock, t.PG(), b.p.IndexDefinition(&def, false)))
	b.AttachAll(&def, nil)
}

// AttachAll attaches an index of every partition to the partitioned index x:
// the one that is like it already, or a new one. Partitions in done have
// theirs.
func (b *IndexBuild) AttachAll(x *snapshot.Index, done map[pg.OID]bool) {
	for _, part := range b.p.Children(x.TableOID) {
		if done[part.OID] || !part.IsTable() {
			continue
		}
		if own := b.p.Attachable(part, x); own != nil && !b.restore {
			b.adopted = append(b.adopted, own)
			b.Attach(x, own)
			continue
		}
		own := b.part(x, part)
		b.Create(own, own.PG())
		b.Attach(x, own)
	}
}

// part is the definition and name of x's part on one partition.
func (b *IndexBuild) part(x *snapshot.Index, part *snapshot.Relation) *snapshot.Index {
	for _, own := range b.p.IndexesOf(part.OID) {
		if b.restore && own.ParentOID == x.OID {
			return own
		}
	}
	own := b.p.TranslateIndex(x, part)
	own.Name = b.Name(part, own, "idx").Name
	return own
}

// Attach makes an index of a partition part of the partitioned one.
func (b *IndexBuild) Attach(parent, child *snapshot.Index) {
	sql := "alter index " + parent.PG().String() + " attach partition " + child.PG().String()
	b.Steps = append(b.Steps, Locking(pg.AccessExclusiveLock, child.PG(), sql))
}

// Undo drops what Create made under that name, which takes with it the
// indexes that it attached, and creates these again.
func (b *IndexBuild) Undo(x *snapshot.Index, name pg.Name) []Step {
	undo := []Step{b.p.DropIndex(x, name)}
	for _, own := range b.adopted {
		undo = append(undo, b.p.RecreateIndex(own)...)
	}
	return undo
}

// DropIndex drops an index, with CONCURRENTLY where the table is not
// partitioned.
func (p *Pass) DropIndex(x *snapshot.Index, name pg.Name) Step {
	t := p.Relation(x.TableOID)
	if t.Kind == "p" {
		return Locking(pg.AccessExclusiveLock, t.PG(), "drop index "+name.String())
	}
	return Concurrently(t.PG(), "drop index concurrently "+name.String())
}

// RecreateIndex brings a dropped index back under its name.
func (p *Pass) RecreateIndex(x *snapshot.Index) []Step {
	b := p.BuildIndexes()
	b.restore = true
	b.Create(x, x.PG())
	return b.Steps
}
