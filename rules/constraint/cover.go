package constraint

import (
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// searched are the columns that PostgreSQL compares for equality when it
// looks for the rows that reference a key. The period of a temporal key is
// compared otherwise.
func searched(k *snapshot.Constraint) []int16 {
	if k.Period {
		return k.Columns[:len(k.Columns)-1]
	}
	return k.Columns
}

// coverage says how well a table's indexes find the rows of a key.
type coverage int

const (
	bare    coverage = iota // no index does
	unknown                 // an index has some of the columns, and nothing tells how many rows share them
	covered
)

// covers judges the indexes of one stored table for the columns of a key.
func covers(p *advice.Pass, t *snapshot.Relation, columns []int16) coverage {
	best := bare
	for _, x := range p.IndexesOf(t.OID) {
		if !usable(t, x, columns) {
			continue
		}
		switch n := leading(t, x, columns); {
		case n == len(columns) && (x.AccessMethod != "hash" || n == 1):
			return covered
		case n > 0:
			best = max(best, narrows(p, t, x, n))
		}
	}
	return best
}

// usable reports whether the index can answer an equality on the columns for
// every row that has them. An invalid index is left to index/invalid, which
// rebuilds it.
func usable(t *snapshot.Relation, x *snapshot.Index, columns []int16) bool {
	switch x.AccessMethod {
	case "btree", "hash", "gist": // a scalar column under GiST is btree_gist's
	default:
		return false
	}
	if x.Predicate == "" {
		return true
	}
	names, only := notNullColumns(x.Predicate)
	for _, n := range names {
		c := t.ColumnNamed(n)
		only = only && c != nil && slices.Contains(columns, c.Attnum)
	}
	return only
}

// leading is how many of the index's first keys are columns of the key, in
// any order. A key under another collation than its column's is of no use.
func leading(t *snapshot.Relation, x *snapshot.Index, columns []int16) int {
	n := 0
	for _, k := range x.Keys {
		c := t.Column(k.Attnum)
		if c == nil || !slices.Contains(columns, k.Attnum) || k.Collation != c.Collation {
			break
		}
		n++
	}
	return min(n, len(columns))
}

// maxSharing is how many rows may share the values of an index's first
// columns so that reading them all is still cheap.
const maxSharing = 100

// narrows judges an index that begins with n of the columns, but not with
// all: (tenant_id) is no help where there are three tenants, (order_id) is.
func narrows(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, n int) coverage {
	best := unknown
	for _, k := range x.Keys[:n] {
		s := p.ColumnStats(t.OID, k.Attnum)
		if s == nil {
			continue
		}
		if d := s.Distinct(p.Rows(t)); d > 0 && p.Rows(t)/d <= maxSharing {
			return covered
		}
		best = bare
	}
	return best
}

// uncovered returns the stored tables, of a table and its partitions, in
// which no index finds the rows of a key.
func uncovered(p *advice.Pass, t *snapshot.Relation, columns []int16) []*snapshot.Relation {
	var out []*snapshot.Relation
	for _, leaf := range p.Leaves(t) {
		if leaf.Kind != "r" {
			continue
		}
		switch covers(p, leaf, t.TranslateColumns(leaf, columns)) {
		case bare:
			out = append(out, leaf)
		case unknown:
			if leaf.StatsVisible {
				p.NotAssessable(leaf.PG().String()+" was never analyzed, so how many rows share the first column of an index is not known", "analyze "+leaf.PG().String())
			}
		}
	}
	return out
}
