package constraint

import (
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// notNullColumns returns the columns that an expression, as pg_get_expr
// prints it, demands not to be null; only reports whether it demands nothing
// else: (a IS NOT NULL), ((a IS NOT NULL) AND (b IS NOT NULL)).
func notNullColumns(expression string) (names []string, only bool) {
	tree, err := sqlparse.Parse("select " + expression)
	if err != nil || len(tree.Statements) != 1 {
		return nil, false
	}
	sel, ok := sqlparse.Unbox(tree.Statements[0].Stmt).(*sqlparse.SelectStmt)
	if !ok || len(sel.TargetList) != 1 {
		return nil, false
	}
	target, ok := sqlparse.Unbox(sel.TargetList[0]).(*sqlparse.ResTarget)
	if !ok {
		return nil, false
	}
	return conjunction(sqlparse.Unbox(target.Val))
}

func conjunction(n sqlparse.Node) (names []string, only bool) {
	switch n := n.(type) {
	case *sqlparse.NullTest:
		ref, ok := sqlparse.Unbox(n.Arg).(*sqlparse.ColumnRef)
		if !ok || n.Nulltesttype != sqlparse.NullTestType_IS_NOT_NULL || len(ref.Fields) != 1 {
			return nil, false
		}
		name, ok := sqlparse.Unbox(ref.Fields[0]).(*sqlparse.String)
		return []string{name.GetSval()}, ok
	case *sqlparse.BoolExpr:
		if n.Boolop != sqlparse.BoolExprType_AND_EXPR {
			return nil, false
		}
		for _, box := range n.Args {
			more, ok := conjunction(sqlparse.Unbox(box))
			if !ok {
				return nil, false
			}
			names = append(names, more...)
		}
		return names, true
	}
	return nil, false
}
