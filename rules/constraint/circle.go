package constraint

import (
	"cmp"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// graph is which table demands a row of which, by foreign keys that nothing
// lets a writer put off: not null, not deferrable, enforced.
type graph map[*snapshot.Relation][]edge

type edge struct {
	key *snapshot.Constraint
	to  *snapshot.Relation
}

func demands(p *advice.Pass) graph {
	g := graph{}
	for _, k := range foreignKeys(p) {
		t := p.Relation(k.TableOID)
		from, to := p.Root(t), p.Root(p.Relation(k.RefTableOID))
		if k.Enforced && !k.Deferrable && from != to && len(nullable(t, k.Columns)) == 0 {
			g[from] = append(g[from], edge{k, to})
		}
	}
	return g
}

// circles are the strongly connected components of more than one table
// (Tarjan 1972), in the order of their first table.
func (g graph) circles() [][]*snapshot.Relation {
	s := search{g: g, index: map[*snapshot.Relation]int{}, low: map[*snapshot.Relation]int{}, open: map[*snapshot.Relation]bool{}}
	for _, t := range sortedTables(g) {
		if s.index[t] == 0 {
			s.visit(t)
		}
	}
	slices.SortFunc(s.found, func(a, b []*snapshot.Relation) int { return cmp.Compare(a[0].OID, b[0].OID) })
	return s.found
}

type search struct {
	g          graph
	index, low map[*snapshot.Relation]int
	open       map[*snapshot.Relation]bool
	stack      []*snapshot.Relation
	found      [][]*snapshot.Relation
}

func (s *search) visit(t *snapshot.Relation) {
	n := len(s.index) + 1
	s.index[t], s.low[t] = n, n
	s.stack = append(s.stack, t)
	s.open[t] = true
	for _, e := range s.g[t] {
		if s.index[e.to] == 0 {
			s.visit(e.to)
			s.low[t] = min(s.low[t], s.low[e.to])
		} else if s.open[e.to] {
			s.low[t] = min(s.low[t], s.index[e.to])
		}
	}
	if s.low[t] != n {
		return
	}
	i := len(s.stack) - 1
	for s.stack[i] != t {
		i--
	}
	circle := slices.Clone(s.stack[i:])
	s.stack = s.stack[:i]
	for _, m := range circle {
		s.open[m] = false
	}
	if len(circle) > 1 {
		slices.SortFunc(circle, func(a, b *snapshot.Relation) int { return cmp.Compare(a.OID, b.OID) })
		s.found = append(s.found, circle)
	}
}

func sortedTables(g graph) []*snapshot.Relation {
	var out []*snapshot.Relation
	for t := range g {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b *snapshot.Relation) int { return cmp.Compare(a.OID, b.OID) })
	return out
}

// within is the part of the graph between some tables.
func (g graph) within(tables []*snapshot.Relation) graph {
	part, inside := graph{}, map[*snapshot.Relation]bool{}
	for _, t := range tables {
		inside[t] = true
	}
	for _, t := range tables {
		for _, e := range g[t] {
			if inside[e.to] {
				part[t] = append(part[t], e)
			}
		}
	}
	return part
}

// opening picks foreign keys without which no circle is left: of each circle
// the youngest, which is the one that closed it.
func (g graph) opening() []*snapshot.Constraint {
	var out []*snapshot.Constraint
	for circles := g.circles(); len(circles) > 0; circles = g.circles() {
		var youngest *snapshot.Constraint
		for _, edges := range g.within(circles[0]) {
			for _, e := range edges {
				if youngest == nil || e.key.OID > youngest.OID {
					youngest = e.key
				}
			}
		}
		out = append(out, youngest)
		for t := range g {
			g[t] = slices.DeleteFunc(g[t], func(e edge) bool { return e.key == youngest })
		}
	}
	return out
}
