package rebuild

import (
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
)

// key is an object: its catalog, and its OID there in the snapshot.
type key struct{ class, oid pg.OID }

// node is an object to create. Where things need each other in a circle, one of
// them is made early, in a form that needs less, and completed later.
type node struct {
	key
	rank      rank
	lane      pg.OID // as in Statement; 0 for what runs alone
	needs     []key  // of any form
	lateNeeds []key  // of the whole form only
	whole     []Statement
	early     []Statement // nil if there is no such form
	late      []Statement // makes the early form whole

	open, lateOpen int     // needs not yet met
	waiting        []*node // whose needs it is among
	lateWaiting    []*node
	on             []*node // all that it needs
	state          state
	batch          int // in which it was made
}

// state is how far a node has come.
type state int

const (
	absent state = iota
	begun        // its early form is made
	complete
)

// rank orders what is ready: what others tend to need comes first. Within a
// rank the order is that of the OIDs, which the planner can tell from plans:
// children are expanded, and of equal indexes one is chosen, in that order.
type rank int

const (
	rankCollation rank = iota
	rankType
	rankSequence
	rankText
	rankCast
	rankFunction
	rankOperator
	rankTable
	rankView
	rankIndex
)

type graph struct {
	nodes []*node
	at    map[key]*node // under all keys by which others name them
}

// add puts an object in; also are further names of it.
func (g *graph) add(n *node, also ...key) {
	if g.at == nil {
		g.at = map[key]*node{}
	}
	g.nodes = append(g.nodes, n)
	g.at[n.key] = n
	for _, k := range also {
		g.at[k] = n
	}
}

// order returns the statements of all nodes so that each comes after what it
// needs, as far as there is such an order.
func (g *graph) order() []Statement {
	g.connect()
	q := queues{left: slices.Clone(g.nodes)}
	slices.SortFunc(q.left, compareNodes)
	for _, n := range q.left {
		q.push(n)
	}
	var out batches
	for n, whole := q.next(); n != nil; n, whole = q.next() {
		switch {
		case n.state == begun:
			out.add(n, n.late, 0)
			n.state = complete
			continue
		case whole:
			out.add(n, n.whole, n.lane)
			n.state = complete
		default:
			out.add(n, n.early, 0)
			n.state = begun
		}
		for _, w := range n.waiting {
			w.open--
			q.push(w)
		}
		for _, w := range n.lateWaiting {
			w.lateOpen--
			q.push(w)
		}
	}
	return out.statements
}

// batches cuts the statements where one needs another of its batch that is in
// another lane.
type batches struct {
	statements []Statement
	batch      int
	lane       pg.OID
}

func (b *batches) add(n *node, statements []Statement, lane pg.OID) {
	clash := (lane == 0) != (b.lane == 0)
	for _, on := range n.on {
		clash = clash || lane != 0 && on.batch == b.batch && on.lane != lane
	}
	if clash {
		b.batch++
	}
	b.lane, n.batch = lane, b.batch
	for _, st := range statements {
		st.Batch, st.Lane = b.batch, lane
		b.statements = append(b.statements, st)
	}
}

// connect counts the needs that other nodes of the graph meet. What is not in
// the graph is there already, or never will be.
func (g *graph) connect() {
	for _, n := range g.nodes {
		n.batch = -1
		seen := map[*node]bool{n: true}
		for _, k := range n.needs {
			if on := g.at[k]; on != nil && !seen[on] {
				seen[on] = true
				n.open++
				n.on = append(n.on, on)
				on.waiting = append(on.waiting, n)
			}
		}
		for _, k := range n.lateNeeds {
			if on := g.at[k]; on != nil && !seen[on] {
				seen[on] = true
				n.lateOpen++
				n.on = append(n.on, on)
				on.lateWaiting = append(on.lateWaiting, n)
			}
		}
	}
}
