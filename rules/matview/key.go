// Package matview holds the rules on materialized views.
package matview

import (
	"fmt"
	"regexp"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// keyOf returns columns that tell the rows of a materialized view apart, and
// how that is known: those that its query groups by, or one that held no
// value twice when it was analyzed. nil where nothing is known.
func keyOf(p *advice.Pass, v *snapshot.Relation) (columns []string, why string) {
	if names := groupedBy(v.Definition); names != nil {
		for _, n := range names {
			if v.ColumnNamed(n) == nil {
				return nil, ""
			}
		}
		return names, "by which its query groups"
	}
	for i := range v.Columns {
		c := &v.Columns[i]
		if s := p.ColumnStats(v.OID, c.Attnum); !c.Dropped && s != nil && s.NDistinct == -1 && s.NullFrac == 0 && p.Rows(v) > 1 {
			return []string{c.Name}, "which held no value twice when it was analyzed"
		}
	}
	return nil, ""
}

// groupedBy returns the output columns that hold a query's GROUP BY, all of
// it: then they are a key of its result.
func groupedBy(definition string) []string {
	tree, err := sqlparse.Parse(definition)
	if err != nil || len(tree.Statements) != 1 {
		return nil
	}
	q, ok := sqlparse.Unbox(tree.Statements[0].Stmt).(*sqlparse.SelectStmt)
	if !ok || len(q.GroupClause) == 0 || len(q.ValuesLists) > 0 || q.Op != sqlparse.SetOperation_SETOP_NONE {
		return nil
	}
	outputs := map[string]string{} // expression → column
	for _, box := range q.TargetList {
		t, ok := sqlparse.Unbox(box).(*sqlparse.ResTarget)
		if !ok {
			return nil
		}
		if name := outputName(t); name != "" {
			outputs[shape(sqlparse.Unbox(t.Val))] = name
		}
		if returnsSet(sqlparse.Unbox(t.Val)) {
			return nil
		}
	}
	var names []string
	for _, box := range q.GroupClause {
		name := outputs[shape(sqlparse.Unbox(box))]
		if name == "" {
			return nil
		}
		names = append(names, name)
	}
	return names
}

// outputName is the name of an output column: its alias, else that of the
// column it is.
func outputName(t *sqlparse.ResTarget) string {
	if t.Name != "" {
		return t.Name
	}
	ref, ok := sqlparse.Unbox(t.Val).(*sqlparse.ColumnRef)
	if !ok || len(ref.Fields) == 0 {
		return ""
	}
	last, _ := sqlparse.Unbox(ref.Fields[len(ref.Fields)-1]).(*sqlparse.String)
	return last.GetSval()
}

var location = regexp.MustCompile(`location:\d+ *`)

// shape is an expression without the places where it stands, so that equal
// ones are equal texts.
func shape(n sqlparse.Node) string { return location.ReplaceAllString(fmt.Sprint(n), "") }

// returnsSet reports whether an output might multiply the rows of a group.
// Only the names of the usual functions are known; generate_series and
// unnest are what is found in practice.
func returnsSet(n sqlparse.Node) bool {
	found := false
	sqlparse.WalkNode(n, func(n sqlparse.Node) bool {
		call, ok := n.(*sqlparse.FuncCall)
		if !ok || len(call.Funcname) == 0 {
			return true
		}
		name, _ := sqlparse.Unbox(call.Funcname[len(call.Funcname)-1]).(*sqlparse.String)
		found = found || multiplying.MatchString(name.GetSval())
		return true
	})
	return found
}

var multiplying = regexp.MustCompile(`^(generate_|unnest$|regexp_(matches|split_to_table)$|string_to_table$|jsonb?_(array_elements|each|object_keys|path_query$|populate_recordset|to_recordset))`)
