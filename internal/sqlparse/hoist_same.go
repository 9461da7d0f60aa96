package sqlparse

import (
	"fmt"
	"strings"

	"google.golang.org/protobuf/reflect/protoreflect"
)

// sameWithoutSubselects compares two trees in which (select x) counts as x, and the cast of such a sub-select,
// which the operand of ANY needs, as nothing.
func sameWithoutSubselects(a, b *Tree) bool {
	return shape(a) == shape(b)
}

// shape prints a tree without the places in the text.
func shape(t *Tree) string {
	var b strings.Builder
	for _, s := range t.Statements {
		if s.Stmt != nil {
			printShape(&b, Unbox(s.Stmt))
		}
	}
	return b.String()
}

func printShape(b *strings.Builder, n Node) {
	n = unwrapped(n)
	if n == nil {
		b.WriteString("nil")
		return
	}
	m := n.ProtoReflect()
	b.WriteString(string(m.Descriptor().Name()) + "{")
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		if !m.Has(f) || f.Name() == "location" || f.Name() == "list_start" || f.Name() == "list_end" || f.Name() == "rexpr_list_start" || f.Name() == "rexpr_list_end" {
			continue
		}
		b.WriteString(string(f.Name()) + ":")
		if f.IsList() {
			list := m.Get(f).List()
			for j := range list.Len() {
				printValue(b, f, list.Get(j))
				b.WriteString(",")
			}
			continue
		}
		printValue(b, f, m.Get(f))
		b.WriteString(";")
	}
	b.WriteString("}")
}

func printValue(b *strings.Builder, f protoreflect.FieldDescriptor, v protoreflect.Value) {
	if f.Kind() != protoreflect.MessageKind {
		fmt.Fprintf(b, "%q", v.String())
		return
	}
	m := v.Message()
	if box, ok := m.Interface().(*AnyNode); ok {
		printShape(b, Unbox(box))
		return
	}
	printShape(b, m.Interface())
}

// unwrapped opens (select x), and (select x)::type.
func unwrapped(n Node) Node {
	for {
		inner := n
		if cast, ok := n.(*TypeCast); ok {
			if _, ok := Unbox(cast.Arg).(*SubLink); ok {
				inner = Unbox(cast.Arg)
			}
		}
		link, ok := inner.(*SubLink)
		if !ok || link.SubLinkType != SubLinkType_EXPR_SUBLINK {
			return n
		}
		sel, ok := Unbox(link.Subselect).(*SelectStmt)
		if !ok {
			return n
		}
		bare := &SelectStmt{TargetList: sel.TargetList, LimitOption: sel.LimitOption, Op: sel.Op}
		target := onlyTarget(&Tree{Statements: []*RawStmt{{Stmt: link.Subselect}}})
		if target == nil || bare.String() != sel.String() {
			return n
		}
		n = target
	}
}

// onlyTarget returns the value of SELECT value, nil for every other statement.
func onlyTarget(t *Tree) Node {
	if len(t.Statements) != 1 {
		return nil
	}
	sel, ok := Unbox(t.Statements[0].Stmt).(*SelectStmt)
	if !ok || len(sel.TargetList) != 1 {
		return nil
	}
	target, ok := Unbox(sel.TargetList[0]).(*ResTarget)
	if !ok || target.Name != "" || len(target.Indirection) > 0 {
		return nil
	}
	return Unbox(target.Val)
}
