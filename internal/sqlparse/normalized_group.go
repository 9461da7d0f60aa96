package sqlparse

import (
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
)

// UnifyParams gives expressions that are the same but for their parameters the
// same ones, where one stands in GROUP BY, ORDER BY or DISTINCT ON and the other
// in the same query. They came from the same text: to group by a + 1 is to be
// able to select a + 1, not a + $1 where the group is a + $2.
// A text that does not parse is returned as it is.
func UnifyParams(sql string) string {
	t, err := Parse(sql)
	if err != nil {
		return sql
	}
	same := map[int32]int32{} // by the place in the text: the number
	Walk(t, func(n Node) bool {
		if s, ok := n.(*SelectStmt); ok {
			unifySelect(s, same)
		}
		return true
	})
	var b strings.Builder
	end := 0
	for _, p := range Placeholders(sql) {
		b.WriteString(sql[end:p.Start])
		number := int32(p.Number)
		if to, ok := same[int32(p.Start)]; ok {
			number = to
		}
		b.WriteString("$" + strconv.Itoa(int(number)))
		end = p.End
	}
	text, _ := renumber(b.String() + sql[end:])
	return text
}

// unifySelect finds in one query the expressions that its groups and order name.
func unifySelect(s *SelectStmt, same map[int32]int32) {
	named := map[string][]*ParamRef{} // by shape, as it stands first
	for _, part := range [][]*AnyNode{s.TargetList, s.GroupClause, s.DistinctClause, s.SortClause} {
		for _, box := range part {
			learn(Unbox(box), named)
		}
	}
	for _, part := range [][]*AnyNode{s.TargetList, s.GroupClause, s.DistinctClause, s.SortClause, {s.HavingClause}} {
		for _, box := range part {
			if n := Unbox(box); n != nil {
				adopt(n, named, same)
			}
		}
	}
}

// learn notes an item of a list under its shape, unless one before it has it.
func learn(n Node, named map[string][]*ParamRef) {
	switch x := n.(type) {
	case nil:
	case *ResTarget:
		learn(Unbox(x.Val), named)
	case *SortBy:
		learn(Unbox(x.Node), named)
	case *GroupingSet:
		for _, box := range x.Content {
			learn(Unbox(box), named)
		}
	case *RowExpr:
		for _, box := range x.Args {
			learn(Unbox(box), named)
		}
	default:
		params, key := blank(n)
		if _, alone := n.(*ParamRef); len(params) > 0 && !alone && named[key] == nil {
			named[key] = params
		}
	}
}

// adopt gives every expression under n that has the shape of a known one its
// parameters.
func adopt(n Node, named map[string][]*ParamRef, same map[int32]int32) {
	WalkNode(n, func(n Node) bool {
		switch n.(type) {
		case *SelectStmt:
			return false
		case *A_Expr, *FuncCall, *TypeCast, *CaseExpr, *CoalesceExpr, *A_Indirection, *MinMaxExpr, *BoolExpr, *SQLValueFunction:
		default:
			return true
		}
		params, key := blank(n)
		to := named[key]
		if len(to) != len(params) || len(to) == 0 || to[0] == params[0] { // itself: there may be others within
			return true
		}
		for i, p := range params {
			same[p.Location] = to[i].Number
		}
		return false
	})
}

// blank returns the parameters under a node and its shape without their numbers.
func blank(n Node) (params []*ParamRef, shape string) {
	WalkNode(n, func(n Node) bool {
		if p, ok := n.(*ParamRef); ok {
			params = append(params, p)
		}
		return true
	})
	if len(params) == 0 {
		return nil, ""
	}
	clone := proto.Clone(n)
	WalkNode(clone, func(n Node) bool {
		if p, ok := n.(*ParamRef); ok {
			p.Number = 0
		}
		return true
	})
	var b strings.Builder
	printShape(&b, clone)
	return params, b.String()
}
