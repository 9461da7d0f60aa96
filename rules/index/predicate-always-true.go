package index

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// PredicateAlwaysTrue finds partial indexes that hold all rows.
var PredicateAlwaysTrue = advice.Rule{
	ID:       "index/predicate-always-true",
	Title:    "a partial index whose condition every row meets",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
		snapshot.AreaIndexCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes},
	Check: func(p *advice.Pass) {
		for _, t := range tables(p) {
			for _, x := range p.IndexesOf(t.OID) {
				if x.Predicate == "" || !x.Fit() || duty(p, x) != "" {
					continue
				}
				if _, gone := dispensable(p, t, maxRatio)[x]; gone {
					continue
				}
				if why := alwaysTrue(p, t, x.Predicate); why != "" {
					reportAlwaysTrue(p, t, x, why)
				}
			}
		}
	},
}

// alwaysTrue says why every row of the table meets a condition, or "" where
// that is not certain.
func alwaysTrue(p *advice.Pass, t *snapshot.Relation, condition string) string {
	if k := checkedBy(p, t, condition); k != nil {
		return "constraint " + pg.QuoteIdent(k.Name) + " demands it"
	}
	tree, err := sqlparse.Parse("select " + condition)
	if err != nil || len(tree.Statements) != 1 {
		return ""
	}
	sel, ok := sqlparse.Unbox(tree.Statements[0].Stmt).(*sqlparse.SelectStmt)
	if !ok || len(sel.TargetList) != 1 {
		return ""
	}
	target, ok := sqlparse.Unbox(sel.TargetList[0]).(*sqlparse.ResTarget)
	if !ok {
		return ""
	}
	var columns []string
	if !certain(t, target.Val, &columns) {
		return ""
	}
	return strings.Join(columns, " and ") + " cannot be null"
}

// certain reports whether an expression is true in every row because columns
// that it says are not null cannot be, and collects these.
func certain(t *snapshot.Relation, box *sqlparse.AnyNode, columns *[]string) bool {
	switch n := sqlparse.Unbox(box).(type) {
	case *sqlparse.BoolExpr:
		if n.Boolop != sqlparse.BoolExprType_AND_EXPR {
			return false
		}
		for _, arg := range n.Args {
			if !certain(t, arg, columns) {
				return false
			}
		}
		return true
	case *sqlparse.NullTest:
		ref, ok := sqlparse.Unbox(n.Arg).(*sqlparse.ColumnRef)
		if !ok || n.Nulltesttype != sqlparse.NullTestType_IS_NOT_NULL || len(ref.Fields) != 1 {
			return false
		}
		name, ok := sqlparse.Unbox(ref.Fields[0]).(*sqlparse.String)
		if !ok {
			return false
		}
		c := t.ColumnNamed(name.Sval)
		if c == nil || !c.NotNull || composite(c) {
			return false
		}
		*columns = append(*columns, pg.QuoteIdent(c.Name))
		return true
	}
	return false
}

// composite reports whether IS NOT NULL may look at the fields of a row value,
// which NOT NULL does not.
func composite(c *snapshot.Column) bool { return c.Len < 0 && c.Align == "d" }

// checkedBy returns a validated CHECK constraint with the same text, over
// columns that cannot be null: a check that comes out null is passed.
func checkedBy(p *advice.Pass, t *snapshot.Relation, condition string) *snapshot.Constraint {
	for _, k := range p.ConstraintsOf(t.OID) {
		if k.Type != "c" || !k.Validated || !k.Enforced || k.NoInherit || k.Expression != condition || len(k.Columns) == 0 {
			continue
		}
		sure := true
		for _, n := range k.Columns {
			c := t.Column(n)
			sure = sure && c != nil && c.NotNull
		}
		if sure {
			return k
		}
	}
	return nil
}

func reportAlwaysTrue(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, why string) {
	full := *x
	full.Predicate = ""
	fix := &advice.Fix{Undo: p.RecreateIndex(x), Caution: dropCaution(p, x)}
	if twin := fullTwin(p, &full); twin != nil {
		fix.Summary = fmt.Sprintf("drop %s; %s has the same keys and no condition", x.PG(), twin.PG())
	} else {
		kind := "idx"
		if x.Unique {
			kind = "key"
		}
		b := p.BuildIndexes()
		name := b.Name(t, x, kind)
		b.Create(&full, name)
		fix.Summary = fmt.Sprintf("replace %s by %s, without the condition", x.PG(), pg.QuoteIdent(name.Name))
		fix.Steps = b.Steps
		fix.Undo = append(fix.Undo, b.Undo(x, name)...)
	}
	fix.Steps = append(fix.Steps, p.DropIndex(x, x.PG()))
	f := advice.Finding{
		Title:    fmt.Sprintf("partial index %s holds every row: %s", sized(p, x), why),
		Object:   p.IndexObject(x),
		Evidence: []advice.Evidence{definitionEvidence(p, x), {Name: "why the condition holds", Value: why, Source: "pg_attribute.attnotnull, pg_constraint"}, sizeEvidence(p, x), scanEvidence(p, x)},
		Impact:   advice.Impact{Summary: "queries that do not repeat the condition cannot use the index, though it has all they need"},
		Fix:      fix,
	}
	// Since 17 the planner drops IS NOT NULL on a column that cannot be null
	// before it compares with the index's predicate.
	if p.Major() >= 17 && strings.Contains(why, "cannot be null") {
		f.Severity = advice.Medium
		f.Impact.Summary = "the planner removes such a condition from queries and then finds no match: only a query that compares the column with something can use the index"
	}
	p.Report(f)
}

func fullTwin(p *advice.Pass, full *snapshot.Index) *snapshot.Index {
	for _, y := range p.IndexesOf(full.TableOID) {
		if y.OID != full.OID && y.Fit() && sameDefinition(y, full) {
			return y
		}
	}
	return nil
}
