package twin

import (
	"regexp"
	"slices"
	"strconv"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// A comparison is what a parameter is compared with.
type comparison struct {
	op     string // column op parameter
	table  *snapshot.Relation
	column *snapshot.Column
}

// comparisons finds what parameters are compared with, by their numbers.
type comparisons struct {
	cat     *snapshot.Catalog
	find    func(fields []string) (*snapshot.Relation, *snapshot.Column)
	skip    map[int]bool // numbers that do not stand for parameters
	byParam map[int][]comparison
}

// compared reads the conditions of a plan first: their columns are those of
// tables, whatever views and subqueries the statement has. What the plan does not
// tell is looked for in the statement.
func (w *workload) compared(sql string, plan nodes) map[int][]comparison {
	out := map[int][]comparison{}
	c := comparisons{cat: w.cat, find: w.inPlan(plan), skip: plan.initPlans(), byParam: out}
	for _, n := range plan {
		for _, key := range []string{"Index Cond", "Recheck Cond", "Filter", "Join Filter", "Hash Cond", "Merge Cond", "One-Time Filter", "Conflict Filter"} {
			if cond, ok := n[key].(string); ok {
				if tree, err := sqlparse.Parse("select " + subplan.ReplaceAllString(cond, "(x)")); err == nil {
					c.read(tree)
				}
			}
		}
	}
	tree, err := sqlparse.Parse(sql)
	if err != nil {
		return out
	}
	c.skip, c.byParam, c.find = nil, map[int][]comparison{}, w.inStatement(tree)
	c.read(tree)
	for n, list := range c.byParam {
		if len(out[n]) == 0 {
			out[n] = list
		}
	}
	return out
}

// subplan matches what EXPLAIN writes for the value of a subplan, which is no SQL.
var subplan = regexp.MustCompile(`\((?:hashed )?(?:SubPlan|InitPlan) \d+\)`)

// returned matches a parameter of the executor, which EXPLAIN before 17 writes
// like one of the statement.
var returned = regexp.MustCompile(`\$(\d+)`)

func (n nodes) initPlans() map[int]bool {
	out := map[int]bool{}
	for _, x := range n {
		name, _ := x["Subplan Name"].(string)
		for _, m := range returned.FindAllStringSubmatch(name, -1) {
			if i, err := strconv.Atoi(m[1]); err == nil {
				out[i] = true
			}
		}
	}
	return out
}

// inPlan finds columns by the aliases that a plan gives its relations.
func (w *workload) inPlan(plan nodes) func([]string) (*snapshot.Relation, *snapshot.Column) {
	aliases := map[string]*snapshot.Relation{}
	for _, n := range plan {
		name, ok := n["Relation Name"].(string)
		schema, _ := n["Schema"].(string)
		if alias, _ := n["Alias"].(string); ok {
			aliases[alias] = w.relations[pg.Name{Schema: schema, Name: name}]
		}
	}
	return func(fields []string) (*snapshot.Relation, *snapshot.Column) {
		if len(fields) != 2 || aliases[fields[0]] == nil {
			return nil, nil
		}
		r := aliases[fields[0]]
		return r, r.ColumnNamed(fields[1])
	}
}

// inStatement finds columns by the names and aliases of a statement's relations,
// where just one can be meant.
func (w *workload) inStatement(tree *sqlparse.Tree) func([]string) (*snapshot.Relation, *snapshot.Column) {
	named := map[string][]*snapshot.Relation{}
	var all []*snapshot.Relation
	sqlparse.Walk(tree, func(n sqlparse.Node) bool {
		v, ok := n.(*sqlparse.RangeVar)
		if !ok {
			return true
		}
		for _, r := range w.byName[v.Relname] {
			if v.Schemaname == "" || v.Schemaname == r.Schema {
				alias := r.Name
				if v.Alias != nil {
					alias = v.Alias.Aliasname
				}
				if !slices.Contains(named[alias], r) {
					named[alias] = append(named[alias], r)
				}
				if !slices.Contains(all, r) {
					all = append(all, r)
				}
			}
		}
		return true
	})
	return func(fields []string) (table *snapshot.Relation, column *snapshot.Column) {
		among := all
		if len(fields) > 1 {
			among = named[fields[len(fields)-2]]
		}
		for _, r := range among {
			c := r.ColumnNamed(fields[len(fields)-1])
			switch {
			case c != nil && column != nil:
				return nil, nil
			case c != nil:
				table, column = r, c
			}
		}
		return table, column
	}
}

func (c *comparisons) read(tree *sqlparse.Tree) {
	sqlparse.Walk(tree, func(n sqlparse.Node) bool {
		x, ok := n.(*sqlparse.A_Expr)
		if !ok {
			return true
		}
		left, right := sqlparse.Unbox(x.Lexpr), sqlparse.Unbox(x.Rexpr)
		list, isList := right.(*sqlparse.List)
		switch {
		case isList && x.Kind == sqlparse.A_Expr_Kind_AEXPR_IN:
			for _, item := range list.Items {
				c.pair("=", left, sqlparse.Unbox(item))
			}
		case isList && len(list.Items) == 2: // BETWEEN in its forms
			c.pair(">=", left, sqlparse.Unbox(list.Items[0]))
			c.pair("<=", left, sqlparse.Unbox(list.Items[1]))
		case left != nil && right != nil && len(x.Name) > 0:
			if op, ok := sqlparse.Unbox(x.Name[len(x.Name)-1]).(*sqlparse.String); ok {
				c.pair(op.Sval, left, right)
			}
		}
		return true
	})
}

// flipped are the operators that are drawn for, with their commutators.
var flipped = map[string]string{
	"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=", "@>": "<@", "<@": "@>", "&&": "&&", "@@": "@@",
	"~~": "", "~~*": "", "!~~": "", "!~~*": "", "~": "", "~*": "", "!~": "", "!~*": "",
}

// pair notes a comparison of a column, or of an expression of one, with
// parameters.
func (c *comparisons) pair(op string, left, right sqlparse.Node) {
	commuted, known := flipped[op]
	if !known {
		return
	}
	a, rowA := left.(*sqlparse.RowExpr)
	b, rowB := right.(*sqlparse.RowExpr)
	if rowA && rowB && len(a.Args) == len(b.Args) {
		for i := range a.Args {
			c.pair(op, sqlparse.Unbox(a.Args[i]), sqlparse.Unbox(b.Args[i]))
		}
		return
	}
	c.add(op, left, right)
	if commuted != "" {
		c.add(commuted, right, left)
	}
}

func (c *comparisons) add(op string, column, values sqlparse.Node) {
	columns, _ := operands(column)
	others, params := operands(values)
	if len(columns) != 1 || len(others) > 0 {
		return
	}
	table, found := c.find(columns[0])
	if found == nil {
		return
	}
	if root := c.cat.Root(table); root != table { // of whose columns there are statistics for the whole
		if same := root.ColumnNamed(found.Name); same != nil && c.cat.ColumnStats(root.OID, same.Attnum) != nil {
			table, found = root, same
		}
	}
	for _, p := range params {
		if !c.skip[p] {
			c.byParam[p] = append(c.byParam[p], comparison{op, table, found})
		}
	}
}

// operands are the columns and parameters of an expression. A subquery has
// its own.
func operands(n sqlparse.Node) (columns [][]string, params []int) {
	if n == nil {
		return nil, nil
	}
	sqlparse.WalkNode(n, func(n sqlparse.Node) bool {
		switch x := n.(type) {
		case *sqlparse.SubLink:
			columns = append(columns, []string{""}, []string{""})
			return false
		case *sqlparse.FuncCall:
			if funcName(x) == "like_escape" { // the escape character is not compared
				columns, params = operands(sqlparse.Unbox(x.Args[0]))
				return false
			}
		case *sqlparse.ParamRef:
			params = append(params, int(x.Number))
		case *sqlparse.ColumnRef:
			var fields []string
			for _, box := range x.Fields {
				if s, ok := sqlparse.Unbox(box).(*sqlparse.String); ok {
					fields = append(fields, s.Sval)
				}
			}
			if len(fields) == 0 { // the star alone
				fields = []string{""}
			}
			columns = append(columns, fields)
		}
		return true
	})
	return columns, params
}
