package schema

import (
	"fmt"
	"math"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ThreeStateBoolean finds nullable booleans in which NULL is absent or stray.
var ThreeStateBoolean = advice.Rule{
	ID:       "schema/three-state-boolean",
	Title:    "a boolean that may be NULL but hardly ever is",
	Severity: advice.Low,
	Needs:    append([]snapshot.Area{snapshot.AreaExpressions}, valueAreas...),
	Wants:    []snapshot.Area{snapshot.AreaSettings},
	Thresholds: []advice.Threshold{minRows(1000), maxChanged, onlineBytes,
		{Name: "max_null_percent", Default: 10, Unit: "percent", Doc: "share of NULLs above which NULL is taken for a state of its own"},
	},
	Check: func(p *advice.Pass) {
		stray := func(t *snapshot.Relation, c *snapshot.Column, s *snapshot.ColumnStatistics) bool {
			return c.TypeOID == typeBool && !c.NotNull && 100*s.NullFrac <= p.Threshold("max_null_percent") && !notNullCheck(p, t, c) && plainDefault(p, t, c)
		}
		for _, tc := range judgedByValue(p, stray) {
			for _, c := range tc.columns {
				reportBoolean(p, tc.table, c)
			}
		}
	},
}

// notNullCheck reports whether a validated check already forbids NULL.
func notNullCheck(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) bool {
	for _, k := range p.ConstraintsOf(t.OID) {
		if k.Type == "c" && k.Validated && k.Expression == "("+pg.QuoteIdent(c.Name)+" IS NOT NULL)" {
			return true
		}
	}
	return false
}

// plainDefault reports whether the column has no default, or true or false:
// what an expression means for the rows that are NULL, nobody can say.
func plainDefault(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) bool {
	plain := !c.HasDefault || c.Default == "true" || c.Default == "false"
	if !plain && p.Masked {
		p.NotAssessable("the default of "+t.PG().String()+"."+pg.QuoteIdent(c.Name)+" is masked", "")
	}
	return plain
}

// fillNulls writes the value where the column is NULL, in batches where the
// table is large.
func fillNulls(p *advice.Pass, t *snapshot.Relation, q, value string) advice.Step {
	set, where := q+" = "+value, q+" is null"
	if t.Kind == "r" && len(p.Children(t.OID)) == 0 && p.TreeBytes(t) >= int64(p.Threshold(onlineBytes.Name)) {
		return backfill(p, t, set, where)
	}
	return advice.Locking(pg.RowExclusiveLock, t.PG(), "update "+t.PG().String()+" set "+set+" where "+where)
}

func reportBoolean(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) {
	s := p.ColumnStats(t.OID, c.Attnum)
	table, q := t.PG().String(), pg.QuoteIdent(c.Name)
	title := fmt.Sprintf("boolean column %s of %s may be NULL and was not in any row %s", c.Name, table, p.LastAnalyze(t))
	if s.NullFrac > 0 {
		title = fmt.Sprintf("boolean column %s of %s was NULL in %.2g %% of the rows %s", c.Name, table, 100*s.NullFrac, p.LastAnalyze(t))
	}
	value := "false"
	if c.Default == "true" {
		value = "true"
	}
	fix := &advice.Fix{
		Summary: "write " + value + " where it is NULL, and forbid NULL",
		Caution: "NULL is taken for " + value + ": if it means that nobody knows, leave the column as it is, or use an enum of three words that says so; an INSERT that passes NULL fails from then on",
	}
	if !c.HasDefault {
		fix.Steps = append(fix.Steps, advice.Locking(pg.AccessExclusiveLock, t.PG(), "alter table "+table+" alter column "+q+" set default "+value))
		fix.Undo = append(fix.Undo, advice.Locking(pg.AccessExclusiveLock, t.PG(), "alter table "+table+" alter column "+q+" drop default"))
	}
	if s.NullFrac > 0 {
		fix.Steps = append(fix.Steps, fillNulls(p, t, q, value))
		fix.Caution += "; the NULLs are not put back by the undo"
	}
	steps, undo := notNull(p, t, []string{c.Name})
	fix.Steps, fix.Undo = append(fix.Steps, steps...), append(undo, fix.Undo...)
	p.Report(advice.Finding{
		Title:  title,
		Object: advice.ColumnObject(t, c),
		Evidence: append([]advice.Evidence{
			{Name: "null_frac", Value: math.Round(s.NullFrac*1e4) / 1e2, Unit: "percent", Source: "pg_stats.null_frac"},
			{Name: "not null", Value: false, Source: "pg_attribute.attnotnull"},
		}, sampleEvidence(p, t)...),
		Impact: advice.Impact{Summary: "WHERE NOT flag and WHERE flag = false both skip the rows in which it is NULL, so counts by true and by false do not add up"},
		Fix:    fix,
	})
}
