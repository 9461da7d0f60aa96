package sqlparse

import (
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/sqlc-dev/oliphant/ast"
)

// A Node is one node of a tree: *SelectStmt, *RangeVar, *A_Const … Switch on its type.
type Node = proto.Message

// AnyNode is the box in which the tree keeps a child whose type varies; Unbox opens it.
type AnyNode = ast.Node

// Unbox returns the node in the box, or nil when the box is empty.
func Unbox(box *AnyNode) Node {
	if box == nil {
		return nil
	}
	return unbox(box.ProtoReflect())
}

func unbox(m protoreflect.Message) Node {
	var inner Node
	m.Range(func(_ protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		inner = v.Message().Interface()
		return false
	})
	return inner
}

// Walk calls visit for every node of the tree, parents before children, in the order of the grammar's fields.
// When visit returns false, the children of that node are left out.
func Walk(t *Tree, visit func(Node) bool) {
	roots := make([]Node, len(t.Statements))
	for i, s := range t.Statements {
		roots[i] = s
	}
	walk(roots, func(n Node, _ int) bool { return visit(n) })
}

// WalkNode is Walk for the subtree under one node, the node included.
func WalkNode(n Node, visit func(Node) bool) {
	walk([]Node{n}, func(n Node, _ int) bool { return visit(n) })
}

type level struct {
	node  Node
	depth int
}

// walk keeps its own stack: a chain of operators makes trees deeper than is good for the goroutine's.
func walk(roots []Node, visit func(n Node, depth int) bool) {
	var stack []level
	push := func(nodes []Node, depth int) {
		for i := len(nodes) - 1; i >= 0; i-- {
			stack = append(stack, level{nodes[i], depth})
		}
	}
	push(roots, 1)
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if visit(top.node, top.depth) {
			push(children(top.node), top.depth+1)
		}
	}
}

// children returns the nodes directly below n, boxes opened.
func children(n Node) []Node {
	var out []Node
	add := func(m protoreflect.Message) {
		if !m.IsValid() {
			return
		}
		if box, ok := m.Interface().(*AnyNode); ok {
			if inner := Unbox(box); inner != nil {
				out = append(out, inner)
			}
			return
		}
		out = append(out, m.Interface())
	}
	m := n.ProtoReflect()
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		if f.Kind() != protoreflect.MessageKind || !m.Has(f) {
			continue
		}
		if !f.IsList() {
			add(m.Get(f).Message())
			continue
		}
		list := m.Get(f).List()
		for j := range list.Len() {
			add(list.Get(j).Message())
		}
	}
	return out
}

// depth measures the tree, and stops soon after it has passed the limit.
func (t *Tree) depth(limit int) int {
	deepest := 0
	roots := make([]Node, len(t.Statements))
	for i, s := range t.Statements {
		roots[i] = s
	}
	walk(roots, func(_ Node, depth int) bool {
		deepest = max(deepest, depth)
		return deepest <= limit
	})
	return deepest
}
