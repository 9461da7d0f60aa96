package index

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// builder makes the steps of one fix that create indexes. It remembers the
// names it gave, so that no two are the same.
type builder struct {
	p       *advice.Pass
	given   map[pg.Name]bool
	restore bool // build what was there before: same parts, same names
	steps   []advice.Step
}

func newBuilder(p *advice.Pass) *builder { return &builder{p: p, given: map[pg.Name]bool{}} }

// name makes a name for a new index of a table, in the table's schema.
func (b *builder) name(t *snapshot.Relation, x *snapshot.Index, kind string) pg.Name {
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
	full := pg.Name{Schema: t.Schema, Name: advice.NewName(taken, append(parts, kind)...)}
	b.given[full] = true
	return full
}

// create adds the steps that create an index like x under another name: with
// CONCURRENTLY on a table; on a partitioned table ON ONLY the parent, the
// same for every partition, and ATTACH.
func (b *builder) create(x *snapshot.Index, name pg.Name) {
	t := b.p.Relation(x.TableOID)
	def := *x
	def.Name = name.Name
	if t.Kind != "p" {
		def.Kind = "i"
		b.steps = append(b.steps, advice.Concurrently(t.PG(), b.p.IndexDefinition(&def, true)))
		return
	}
	def.Kind = "I"
	b.steps = append(b.steps, advice.Locking(pg.ShareLock, t.PG(), b.p.IndexDefinition(&def, false)))
	b.attachAll(&def, nil)
}

// attachAll attaches an index of every partition to the partitioned index x:
// the one that matches it already, or a new one. Partitions in done have
// theirs.
func (b *builder) attachAll(x *snapshot.Index, done map[pg.OID]bool) {
	t := b.p.Relation(x.TableOID)
	for _, part := range b.p.Children(t.OID) {
		if done[part.OID] || !part.IsTable() {
			continue
		}
		if own := matching(b.p, part, x); own != nil && !b.restore {
			b.attach(x, own)
			continue
		}
		def := b.partIndex(x, part)
		b.create(def, def.PG())
		b.attach(x, def)
	}
}

// partIndex is the definition and name of x's part on one partition.
func (b *builder) partIndex(x *snapshot.Index, part *snapshot.Relation) *snapshot.Index {
	for _, own := range b.p.IndexesOf(part.OID) {
		if b.restore && own.ParentOID == x.OID {
			return own
		}
	}
	def := translate(b.p, x, part)
	def.Name = b.name(part, def, "idx").Name
	return def
}

func (b *builder) attach(parent, child *snapshot.Index) {
	sql := "alter index " + parent.PG().String() + " attach partition " + child.PG().String()
	b.steps = append(b.steps, advice.Locking(pg.AccessShareLock, b.p.Relation(parent.TableOID).PG(), sql))
}

// matching returns a valid index of a partition that may be attached to the
// partitioned index x: the same definition, not attached elsewhere.
func matching(p *advice.Pass, part *snapshot.Relation, x *snapshot.Index) *snapshot.Index {
	want := signature(p, x)
	for _, own := range p.IndexesOf(part.OID) {
		if own.ParentOID == 0 && comparable(own) && own.Unique == x.Unique && own.ConstraintOID == 0 && signature(p, own) == want {
			return own
		}
	}
	return nil
}

// translate copies an index definition to a partition, whose columns have the
// same names and may have other numbers.
func translate(p *advice.Pass, x *snapshot.Index, part *snapshot.Relation) *snapshot.Index {
	from := p.Relation(x.TableOID)
	number := func(n int16) int16 {
		if c := from.Column(n); c != nil {
			if own := part.ColumnNamed(c.Name); own != nil {
				return own.Attnum
			}
		}
		return 0
	}
	def := *x
	def.Schema, def.TableOID = part.Schema, part.OID
	def.Keys = make([]snapshot.IndexKey, len(x.Keys))
	for i, k := range x.Keys {
		k.Attnum = number(k.Attnum)
		def.Keys[i] = k
	}
	def.Include = make([]int16, len(x.Include))
	for i, n := range x.Include {
		def.Include[i] = number(n)
	}
	return &def
}

// drop returns the step that drops an index: with CONCURRENTLY, which a
// partitioned index does not allow.
func drop(p *advice.Pass, x *snapshot.Index, name pg.Name) advice.Step {
	t := p.Relation(x.TableOID)
	if x.Kind == "I" {
		return advice.Locking(pg.AccessExclusiveLock, t.PG(), "drop index "+name.String())
	}
	return advice.Concurrently(t.PG(), "drop index concurrently "+name.String())
}

// recreate returns the steps that bring a dropped index back under its name.
func recreate(p *advice.Pass, x *snapshot.Index) []advice.Step {
	b := newBuilder(p)
	b.restore = true
	b.create(x, x.PG())
	return b.steps
}

// dropping is the fix that drops an index, or the UNIQUE constraint that it
// backs, and nothing else.
func dropping(p *advice.Pass, x *snapshot.Index, summary string) *advice.Fix {
	k := p.Constraint(x.ConstraintOID)
	if k == nil {
		return &advice.Fix{Summary: summary, Steps: []advice.Step{drop(p, x, x.PG())}, Undo: recreate(p, x), Caution: dropCaution(p, x)}
	}
	t := p.Relation(x.TableOID)
	alter := "alter table " + t.PG().String()
	return &advice.Fix{
		Summary: summary,
		Steps: []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(),
			alter+" drop constraint "+pg.QuoteIdent(k.Name))},
		Undo:    restoreConstraint(p, x, k),
		Caution: "Look for INSERT … ON CONFLICT ON CONSTRAINT " + pg.QuoteIdent(k.Name) + " in the application: it fails once the constraint is gone.",
	}
}

func restoreConstraint(p *advice.Pass, x *snapshot.Index, k *snapshot.Constraint) []advice.Step {
	t := p.Relation(x.TableOID)
	add := "alter table " + t.PG().String() + " add constraint " + pg.QuoteIdent(k.Name) + " "
	if t.Kind == "p" {
		return []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), add+p.ConstraintClause(k))}
	}
	clause := "unique using index " + pg.QuoteIdent(x.Name)
	if k.Deferrable {
		clause += " deferrable"
	}
	if k.Deferred {
		clause += " initially deferred"
	}
	def := *x
	def.Immediate = true
	return append(recreate(p, &def), advice.Locking(pg.AccessExclusiveLock, t.PG(), add+clause))
}

// dropCaution warns of what a person must know before an index is dropped.
func dropCaution(p *advice.Pass, x *snapshot.Index) string {
	if x.Kind != "I" {
		return ""
	}
	return strings.Join([]string{
		"DROP INDEX on a partitioned table has no CONCURRENTLY form: it locks the parent and all partitions, briefly.",
		"Set a lock_timeout and try again until it gets the lock.",
	}, " ")
}
