package schema

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// hasPrimaryKey reports whether the table has one.
func hasPrimaryKey(p *advice.Pass, t *snapshot.Relation) bool {
	for _, k := range p.ConstraintsOf(t.OID) {
		if k.Type == "p" {
			return true
		}
	}
	return false
}

// uniqueKey is the unique index that would serve best as the primary key: on
// plain columns, over all rows, checked at once, with the fewest nullable
// columns and then the fewest columns. nil where every one has a catch.
func uniqueKey(p *advice.Pass, t *snapshot.Relation) *snapshot.Index {
	var best *snapshot.Index
	for _, x := range p.IndexesOf(t.OID) {
		if !x.Unique || !x.Valid && t.Kind != "p" || !x.Immediate || x.Predicate != "" || x.HasExpressions() {
			continue
		}
		if best == nil || cost(t, x) < cost(t, best) {
			best = x
		}
	}
	return best
}

func cost(t *snapshot.Relation, x *snapshot.Index) int {
	return 100*len(nullable(t, x)) + len(x.Keys)
}

// nullable are the names of the index's key columns that may be NULL.
func nullable(t *snapshot.Relation, x *snapshot.Index) []string {
	var out []string
	for _, k := range x.Keys {
		if c := t.Column(k.Attnum); c != nil && !c.NotNull {
			out = append(out, c.Name)
		}
	}
	return out
}

// identified reports whether anything at all keeps two rows of the table
// apart: a unique index of any kind, or an exclusion constraint.
func identified(p *advice.Pass, t *snapshot.Relation) bool {
	for _, x := range p.IndexesOf(t.OID) {
		if x.Unique || x.Exclusion {
			return true
		}
	}
	return false
}

// plainOrder reports whether ADD PRIMARY KEY USING INDEX would take the
// index: a btree in default order with default operator classes.
func plainOrder(t *snapshot.Relation, x *snapshot.Index) bool {
	for _, k := range x.Keys {
		c := t.Column(k.Attnum)
		if k.Desc || k.NullsFirst || !k.OpclassDefault || c == nil || k.Collation.Name != "" && k.Collation != c.Collation {
			return false
		}
	}
	return x.AccessMethod == "btree"
}

// keyName is the name that the server would give the table's primary key.
func keyName(p *advice.Pass, t *snapshot.Relation) string {
	return advice.NewName(p.RelationNameTaken(t.Schema), t.Name, "pkey")
}

// buildKey makes some NOT NULL columns the primary key without blocking
// writes for longer than an instant: per leaf of a partitioned table, whose
// parent then adopts what its partitions have.
func buildKey(p *advice.Pass, t *snapshot.Relation, columns []string) []advice.Step {
	list := "(" + pg.QuoteIdents(columns) + ")"
	var steps []advice.Step
	for _, leaf := range p.Leaves(t) {
		if leaf.Kind != "r" {
			continue
		}
		name := pg.QuoteIdent(keyName(p, leaf))
		steps = append(steps,
			advice.Concurrently(leaf.PG(), "create unique index concurrently "+name+" on "+leaf.PG().String()+" "+list),
			advice.Locking(pg.AccessExclusiveLock, leaf.PG(), "alter table "+leaf.PG().String()+" add primary key using index "+name))
	}
	if t.Kind == "p" {
		steps = append(steps, advice.Locking(pg.AccessExclusiveLock, t.PG(),
			"alter table "+t.PG().String()+" add constraint "+pg.QuoteIdent(keyName(p, t))+" primary key "+list))
	}
	return steps
}

// dropKey undoes buildKey.
func dropKey(p *advice.Pass, t *snapshot.Relation) advice.Step {
	return advice.Locking(pg.AccessExclusiveLock, t.PG(), "alter table "+t.PG().String()+" drop constraint "+pg.QuoteIdent(keyName(p, t)))
}

// columnList names an index's key columns for people.
func columnList(t *snapshot.Relation, x *snapshot.Index) string {
	return "(" + strings.Join(t.ColumnNames(x.KeyColumns()), ", ") + ")"
}
