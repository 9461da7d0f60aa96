package index

import (
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// conflictTarget reports whether a statement of the workload names exactly
// the index's columns, or its constraint, in ON CONFLICT: such a statement
// fails without a unique index on just them.
func conflictTarget(p *advice.Pass, x *snapshot.Index) bool {
	t := p.Relation(x.TableOID)
	constraint := ""
	if k := p.Constraint(x.ConstraintOID); k != nil {
		constraint = k.Name
	}
	keys := t.ColumnNames(x.KeyColumns())
	slices.Sort(keys)
	for i := range p.Statements {
		q := p.Statements[i].Query
		if !strings.Contains(strings.ToLower(q), "on conflict") || !strings.Contains(q, t.Name) {
			continue
		}
		if slices.ContainsFunc(conflictTargets(q, t), func(c conflict) bool {
			return c.constraint != "" && c.constraint == constraint || slices.Equal(c.columns, keys)
		}) {
			return true
		}
	}
	return false
}

// conflict is what one ON CONFLICT clause names: a constraint or, in
// alphabetical order, columns.
type conflict struct {
	constraint string
	columns    []string
}

func conflictTargets(sql string, t *snapshot.Relation) []conflict {
	tree, err := sqlparse.Parse(sql)
	if err != nil {
		return nil
	}
	var out []conflict
	sqlparse.Walk(tree, func(n sqlparse.Node) bool {
		ins, ok := n.(*sqlparse.InsertStmt)
		if !ok || ins.Relation == nil || ins.Relation.Relname != t.Name ||
			ins.Relation.Schemaname != "" && ins.Relation.Schemaname != t.Schema {
			return true
		}
		infer := ins.GetOnConflictClause().GetInfer()
		c := conflict{constraint: infer.GetConname()}
		for _, box := range infer.GetIndexElems() {
			if e, ok := sqlparse.Unbox(box).(*sqlparse.IndexElem); ok {
				c.columns = append(c.columns, e.Name)
			}
		}
		slices.Sort(c.columns)
		out = append(out, c)
		return true
	})
	return out
}
