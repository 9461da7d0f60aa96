// Package index holds the rules on indexes.
package index

import (
	"slices"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// sameDefinition reports whether two indexes of one table do the same work:
// everything is equal but name, tablespace and a B-tree's fill. Exclusion
// constraints are never equal: their operators are not in the snapshot.
func sameDefinition(a, b *snapshot.Index) bool {
	return a.AccessMethod == b.AccessMethod &&
		slices.EqualFunc(a.Keys, b.Keys, sameKey) &&
		sameSet(a.Include, b.Include) &&
		a.Predicate == b.Predicate &&
		a.Unique == b.Unique &&
		(!a.Unique || a.NullsNotDistinct == b.NullsNotDistinct && a.Immediate == b.Immediate) &&
		(a.AccessMethod == "btree" || slices.Equal(a.Options, b.Options)) &&
		!a.Exclusion && !b.Exclusion
}

// sameKey reports whether two keys order and compare alike.
func sameKey(a, b snapshot.IndexKey) bool {
	return sameEquality(a, b) && a.Desc == b.Desc && a.NullsFirst == b.NullsFirst
}

// sameEquality is sameKey without the order: what counts for uniqueness.
func sameEquality(a, b snapshot.IndexKey) bool {
	return a.Attnum == b.Attnum && a.Expression == b.Expression &&
		a.Opclass == b.Opclass && a.Collation == b.Collation &&
		slices.Equal(a.OpclassOptions, b.OpclassOptions)
}

// extends reports whether a B-tree holds another's keys as its first ones, in
// the same order, and its other columns somewhere.
func extends(wide, narrow *snapshot.Index) bool {
	return wide.AccessMethod == "btree" && narrow.AccessMethod == "btree" &&
		wide.Predicate == narrow.Predicate &&
		len(wide.Keys) >= len(narrow.Keys) &&
		slices.EqualFunc(wide.Keys[:len(narrow.Keys)], narrow.Keys, sameKey) &&
		containsColumns(wide, narrow.Include)
}

func containsColumns(x *snapshot.Index, columns []int16) bool {
	for _, c := range columns {
		if !slices.Contains(x.Include, c) && !slices.Contains(x.KeyColumns(), c) {
			return false
		}
	}
	return true
}

// impliesUnique reports whether the uniqueness that narrow enforces makes
// wide's a matter of course: narrow's keys are some of wide's.
func impliesUnique(t *snapshot.Relation, narrow, wide *snapshot.Index) bool {
	if !narrow.Unique || !narrow.Immediate || len(narrow.Keys) >= len(wide.Keys) ||
		narrow.Predicate != "" && narrow.Predicate != wide.Predicate {
		return false
	}
	for _, k := range narrow.Keys {
		if !slices.ContainsFunc(wide.Keys, func(w snapshot.IndexKey) bool { return sameEquality(k, w) }) {
			return false
		}
		// Two rows that are null here pass narrow; they would not pass wide.
		if c := t.Column(k.Attnum); wide.NullsNotDistinct && !narrow.NullsNotDistinct && (c == nil || !c.NotNull) {
			return false
		}
	}
	return true
}

func sameSet(a, b []int16) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(n int16) bool { return !slices.Contains(b, n) })
}
