package sqlparse

import (
	"errors"
	"strings"
)

// A Verdict is what a caller of Hoist says of one function call.
type Verdict int

// The verdicts. What holds a call that must stay where it is is not moved.
const (
	Stay   Verdict = iota // it may give another value for each row
	Follow                // it may be moved with another call, but is not worth it alone
	Lift                  // it is worth evaluating once
)

// Hoist puts the parts of an expression that read no column into scalar sub-selects, which PostgreSQL evaluates
// once a query instead of once a row: tenant = f() becomes tenant = (select f()). It moves the largest parts that
// hold a call worth it, and touches nothing inside sub-selects. The expression is one as printed by pg_get_expr,
// which puts every operation in parentheses. judge is asked about each call; it also returns the type of the
// result where it knows it, without which the operand of ANY or ALL must stay: ANY (select …) means something else.
//
// The result has been parsed again and differs from the argument in the sub-selects alone; hoisted are the parts moved.
func Hoist(expr string, judge func(*FuncCall) (v Verdict, result string)) (rewritten string, hoisted []string, err error) {
	tokens, ok := certain(expr)
	if !ok {
		return "", nil, errors.New("the expression cannot be read")
	}
	before, err := Parse("select " + expr)
	if err != nil {
		return "", nil, err
	}
	h := &hoister{src: expr, tokens: tokens, judge: judge}
	h.scan(0, len(tokens), false)
	h.out.WriteString(expr[h.written:])
	rewritten = h.out.String()
	after, err := Parse("select " + rewritten)
	if err != nil {
		return "", nil, err
	}
	if !sameWithoutSubselects(before, after) {
		return "", nil, errors.New("the rewritten expression does not mean the same")
	}
	return rewritten, h.hoisted, nil
}

type hoister struct {
	src     string
	tokens  []token
	judge   func(*FuncCall) (Verdict, string)
	out     strings.Builder
	written int // how much of src is in out
	hoisted []string
}

// unit is an operand: a constant, a name, a call or something in parentheses, with the casts behind it.
type unit struct {
	from, next int    // tokens
	cast       string // the type of its last cast, when that is what it ends in
	groups     [][2]int
}

// scan looks for parts to move among the tokens; quantified says that they are the operand of ANY or ALL.
func (h *hoister) scan(from, to int, quantified bool) {
	for i := from; i < to; {
		if !h.operand(i) {
			i++
			continue
		}
		u := h.unitAt(i, to)
		whole := quantified && u.from == from && u.next == to
		if h.quantifier(i+1) || !h.move(u, whole) {
			for _, g := range u.groups {
				if w := h.tokens[g[0]].word(h.src); w != "select" && w != "with" {
					h.scan(g[0], g[1], h.quantifier(g[0]))
				}
			}
		}
		i = u.next
	}
}

// operand reports whether a unit can start at the token.
func (h *hoister) operand(i int) bool {
	t := h.tokens[i]
	return t.kind != kindOp && (t.kind != kindPunct || t.is(h.src, "("))
}

// quantifier reports whether the group whose first token is at i belongs to ANY, SOME or ALL.
func (h *hoister) quantifier(i int) bool {
	if i < 2 || !h.tokens[i-1].is(h.src, "(") {
		return false
	}
	w := h.tokens[i-2].word(h.src)
	return w == "any" || w == "some" || w == "all"
}

func (h *hoister) unitAt(i, to int) unit {
	u := unit{from: i, next: i + 1}
	if h.tokens[i].is(h.src, "(") {
		h.group(&u, i, to)
	} else if k := h.tokens[i].kind; k == kindWord || k == kindQuoted {
		for u.next+1 < to && h.tokens[u.next].is(h.src, ".") {
			u.next += 2
		}
		// A call and ARRAY[…] have no space before the bracket, a key word and its operand do.
		if h.opens(u.next, to) && h.tokens[u.next].start == h.tokens[u.next-1].end {
			h.group(&u, u.next, to)
		}
	}
	for u.next < to {
		switch t := h.tokens[u.next]; {
		case t.is(h.src, "::") && u.next+1 < to:
			next := min(typeAt(h.src, h.tokens, u.next+1).next, to)
			u.cast = h.src[h.tokens[u.next+1].start:h.tokens[next-1].end]
			u.next = max(next, u.next+1)
		case t.is(h.src, "[") && t.start == h.tokens[u.next-1].end:
			u.cast = ""
			h.group(&u, u.next, to)
		case t.is(h.src, ".") && u.next+1 < to:
			u.cast = ""
			u.next += 2
		default:
			return u
		}
	}
	return u
}

func (h *hoister) opens(i, to int) bool {
	return i < to && (h.tokens[i].is(h.src, "(") || h.tokens[i].is(h.src, "["))
}

// group passes a pair of brackets and notes what is inside.
func (h *hoister) group(u *unit, open, to int) {
	depth := 0
	for i := open; i < to; i++ {
		switch t := h.tokens[i]; {
		case h.opens(i, to):
			depth++
		case t.is(h.src, ")"), t.is(h.src, "]"):
			depth--
		}
		if depth == 0 {
			if i > open+1 {
				u.groups = append(u.groups, [2]int{open + 1, i})
			}
			u.next = i + 1
			return
		}
	}
	u.next = to
}

// move puts a unit into a sub-select if it may be and is worth it.
func (h *hoister) move(u unit, quantified bool) bool {
	start, end := h.tokens[u.from].start, h.tokens[u.next-1].end
	text := h.src[start:end]
	worth, result := h.worth(text)
	if !worth {
		return false
	}
	cast := ""
	if quantified {
		if u.cast != "" {
			result = u.cast
		}
		if result == "" {
			return false
		}
		cast = "::" + result
	}
	h.out.WriteString(h.src[h.written:start] + "(select " + text + ")" + cast)
	h.written = end
	h.hoisted = append(h.hoisted, text)
	return true
}

// worth judges a part: it is moved when it reads no column and holds a call worth it and none that must stay.
// result is the type of a part that is nothing but a call.
func (h *hoister) worth(text string) (ok bool, result string) {
	tree, err := Parse("select " + text)
	if err != nil || len(tree.Statements) != 1 {
		return false, ""
	}
	fixed := true
	Walk(tree, func(n Node) bool {
		switch n := n.(type) {
		case *ColumnRef, *SubLink, *ParamRef, *A_Star:
			fixed = false
		case *FuncCall:
			v, typ := h.judge(n)
			fixed = fixed && v != Stay
			ok = ok || v == Lift
			if result == "" {
				result = typ // calls come before their arguments
			}
		}
		return fixed
	})
	if target := onlyTarget(tree); target != nil {
		if _, call := target.(*FuncCall); !call {
			result = ""
		}
	}
	return ok && fixed, result
}
