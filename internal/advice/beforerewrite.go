package advice

import (
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// BeforeRewrite is what must be done before a step that rewrites a table and
// what inherits from it. A rewrite builds all live indexes again, invalid ones
// too (finish_heap_swap, reindex_relation), and fails where one cannot be
// built. Given columns, it is before a change of their types that rewrites
// nothing: that builds invalid indexes on them only (CheckIndexCompatible).
func (p *Pass) BeforeRewrite(t *snapshot.Relation, columns ...int16) []Step {
	return p.mend(t, columns, map[pg.OID]bool{})
}

func (p *Pass) mend(t *snapshot.Relation, columns []int16, seen map[pg.OID]bool) []Step {
	seen[t.OID] = true
	var out []Step
	for _, x := range p.IndexesOf(t.OID) {
		if x.Valid || !x.Live || x.Kind != "i" || !mayFail(x) || columns != nil && !hasAny(x, columns) {
			continue
		}
		out = append(out, ByHand("drop index "+x.PG().String()+", which is invalid, or remove what its build failed on and reindex it: the change builds it again, and fails where its own build did"))
	}
	names := make([]string, len(columns))
	for i, a := range columns {
		names[i] = t.Column(a).Name
	}
	for _, child := range p.Children(t.OID) {
		if !seen[child.OID] {
			out = append(out, p.mend(child, numbered(child, names), seen)...)
		}
	}
	return out
}

// mayFail reports whether the rows can make the index's build fail: by
// duplicates, or by an error of an expression.
func mayFail(x *snapshot.Index) bool {
	return x.Unique || x.Exclusion || x.HasExpressions() || x.Predicate != "" || len(x.PredicateColumns) > 0
}

func hasAny(x *snapshot.Index, columns []int16) bool {
	used := slices.Concat(x.KeyColumns(), x.Include, x.PredicateColumns)
	return slices.ContainsFunc(columns, func(a int16) bool { return slices.Contains(used, a) })
}

// numbered are a child's columns of these names, nil for none.
func numbered(t *snapshot.Relation, names []string) []int16 {
	var out []int16
	for _, name := range names {
		if c := t.ColumnNamed(name); c != nil {
			out = append(out, c.Attnum)
		}
	}
	return out
}
