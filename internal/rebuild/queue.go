package rebuild

import (
	"cmp"
	"container/heap"
)

// queues hold the nodes that may be made: whole, or at least early.
type queues struct {
	ready, early heapOfNodes
	left         []*node // all, in order; those done are skipped
}

// push queues a node if its needs are met. It may be queued more than once.
func (q *queues) push(n *node) {
	switch {
	case n.state == complete || n.open > 0:
	case n.lateOpen == 0:
		heap.Push(&q.ready, n)
	case n.early != nil && n.state == absent:
		heap.Push(&q.early, n)
	}
}

// next chooses what comes now: what is ready; else the early form of something;
// else, for there is a circle that cannot be cut, the first that is left.
func (q *queues) next() (n *node, whole bool) {
	for q.ready.Len() > 0 {
		if n := heap.Pop(&q.ready).(*node); n.state != complete {
			return n, true
		}
	}
	for q.early.Len() > 0 {
		if n := heap.Pop(&q.early).(*node); n.state == absent {
			return n, false
		}
	}
	for ; len(q.left) > 0; q.left = q.left[1:] {
		if n := q.left[0]; n.state != complete {
			return n, true
		}
	}
	return nil, false
}

func compareNodes(a, b *node) int {
	return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.oid, b.oid))
}

type heapOfNodes []*node

func (q heapOfNodes) Len() int           { return len(q) }
func (q heapOfNodes) Less(i, j int) bool { return compareNodes(q[i], q[j]) < 0 }
func (q heapOfNodes) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *heapOfNodes) Push(n any)        { *q = append(*q, n.(*node)) }
func (q *heapOfNodes) Pop() any {
	old := *q
	n := old[len(old)-1]
	*q = old[:len(old)-1]
	return n
}
