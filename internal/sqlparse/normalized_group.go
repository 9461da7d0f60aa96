package sqlparse

import (
	"strconv"
	"strings"

	"google.golang.org/protobuf/proto"
)

// UnifyParams gives back to the expressions of a query what GROUP BY, ORDER BY
// and DISTINCT ON call the same. Where they repeat an expression of the select
// list the server keeps one of the two, and pg_stat_statements replaces the
// constants of that alone: select a % $1 … group by a % 7, which no server takes.
// The constant returns; where there are two parameters they become one.
// A text that does not parse is returned as it is.
func UnifyParams(sql string) string {
	t, err := Parse(sql)
	if err != nil {
		return sql
	}
	u := unifier{texts: map[int]string{}, instead: map[int]string{}}
	for _, x := range significant(sql) {
		u.texts[x.start] = x.text(sql)
	}
	Walk(t, func(n Node) bool {
		if s, ok := n.(*SelectStmt); ok {
			u.query(s)
		}
		return true
	})
	var b strings.Builder
	end := 0
	for _, x := range significant(sql) {
		if by, ok := u.instead[x.start]; ok {
			b.WriteString(sql[end:x.start] + by)
			end = x.end
		}
	}
	text, _ := renumber(b.String() + sql[end:])
	return text
}

type unifier struct {
	texts   map[int]string // of the tokens, by their place
	instead map[int]string // what is to stand at a place
}

// query finds in one query the expressions that its groups and order name.
func (u *unifier) query(s *SelectStmt) {
	named := map[string][][]int{} // by shape: the places of the values
	for _, part := range [][]*AnyNode{s.GroupClause, s.DistinctClause, s.SortClause} {
		for _, box := range part {
			learn(Unbox(box), named)
		}
	}
	for _, part := range [][]*AnyNode{s.TargetList, {s.HavingClause}, s.DistinctClause, s.SortClause} {
		met := map[string]int{}
		for _, box := range part {
			if n := Unbox(box); n != nil {
				u.adopt(n, named, met)
			}
		}
	}
}

// learn notes the expressions of a list.
func learn(n Node, named map[string][][]int) {
	switch x := n.(type) {
	case nil:
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
	case *ParamRef, *A_Const, *ColumnRef:
	default:
		if places, key := blank(n); len(places) > 0 {
			named[key] = append(named[key], places)
		}
	}
}

// adopt gives every expression under n that has the shape of a named one its
// values: of several of one shape, the first that of the first.
func (u *unifier) adopt(n Node, named map[string][][]int, met map[string]int) {
	WalkNode(n, func(n Node) bool {
		switch n.(type) {
		case *SelectStmt:
			return false
		case *ParamRef, *A_Const, *ColumnRef, *ResTarget, *SortBy:
			return true
		}
		places, key := blank(n)
		all := named[key]
		if len(all) == 0 || len(places) == 0 {
			return true
		}
		to := all[min(met[key], len(all)-1)]
		met[key]++
		for i, at := range places {
			mine, theirs := u.texts[at], u.texts[to[i]]
			if at != to[i] && theirs != "" && (strings.HasPrefix(mine, "$") || strings.EqualFold(mine, "epoch")) {
				u.instead[at] = theirs
			}
		}
		return false
	})
}

// blank returns the places of the parameters and constants under a node, and its
// shape without them.
func blank(n Node) (places []int, shape string) {
	WalkNode(n, func(n Node) bool {
		switch x := n.(type) {
		case *ParamRef:
			places = append(places, int(x.Location))
		case *A_Const:
			places = append(places, int(x.Location))
			return false
		}
		return true
	})
	if len(places) == 0 {
		return nil, ""
	}
	clone := proto.Clone(n)
	WalkNode(clone, func(n Node) bool {
		switch n.(type) {
		case *ParamRef, *A_Const:
			proto.Reset(n)
			return false
		}
		return true
	})
	var b strings.Builder
	printShape(&b, clone)
	return places, strings.ReplaceAll(b.String(), "A_Const{}", "ParamRef{}") + " of " + strconv.Itoa(len(places))
}
