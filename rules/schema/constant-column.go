package schema

import (
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ConstantColumn finds columns that held the same value, or NULL, in every row
// that ANALYZE read.
var ConstantColumn = advice.Rule{
	ID:         "schema/constant-column",
	Title:      "columns that never vary",
	Severity:   advice.Info,
	Needs:      append([]snapshot.Area{snapshot.AreaIndexes, snapshot.AreaExpressions}, valueAreas...),
	Wants:      []snapshot.Area{snapshot.AreaTriggers, snapshot.AreaPolicies, snapshot.AreaSettings},
	Thresholds: []advice.Threshold{minRows(10000), maxChanged},
	Check: func(p *advice.Pass) {
		constant := func(t *snapshot.Relation, c *snapshot.Column, s *snapshot.ColumnStatistics) bool {
			return (s.NullFrac == 1 || s.NullFrac == 0 && s.NDistinct == 1) && !doesDuty(p, t, c)
		}
		for _, tc := range judgedByValue(p, constant) {
			said := "had the same value in every row " + p.LastAnalyze(tc.table)
			f := advice.Finding{
				Title:    tc.title(said, said),
				Object:   advice.TableObject(tc.table),
				Evidence: sampleEvidence(p, tc.table),
				Impact:   advice.Impact{Summary: "columns that never vary tell nothing, yet every reader has to find that out", Bytes: constantBytes(p, tc)},
				Fix:      dropConstant(p, tc),
			}
			if names := constantNames(p, tc, true); len(names) > 0 {
				f.Evidence = append(f.Evidence, advice.Evidence{Name: "always NULL", Value: names, Source: "pg_stats.null_frac"})
			}
			if names := constantNames(p, tc, false); len(names) > 0 {
				f.Evidence = append(f.Evidence, advice.Evidence{Name: "always one value", Value: names, Source: "pg_stats.n_distinct"})
			}
			p.Report(f)
		}
	},
}

// doesDuty reports whether a column that does not vary yet may have to, or
// takes part in something that dropping it would break.
func doesDuty(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) bool {
	if indexed(p, t, c) || constrained(p, t, c, "pufcx") || partitionKey(p, t, c) || c.Identity != "" || c.TypeOID == typeBool {
		return true
	}
	for _, x := range p.PoliciesOf(t.OID) {
		if mentions(x.Using, c.Name) || mentions(x.WithCheck, c.Name) {
			return true
		}
	}
	for part := range strings.FieldsFuncSeq(strings.ToLower(c.Name), func(r rune) bool { return r == '_' }) {
		switch part {
		case "deleted", "archived", "removed", "cancelled", "canceled", "revoked", "expired", "disabled", "blocked", "locked", "tenant",
			"org", "organization", "region", "locale", "language", "currency", "country", "version", "revision", "shard", "status", "state", "error", "failed":
			return true
		}
	}
	return false
}

func constantNames(p *advice.Pass, tc tableColumns, null bool) []string {
	out := []string{}
	for _, c := range tc.columns {
		if (p.ColumnStats(tc.table.OID, c.Attnum).NullFrac == 1) == null {
			out = append(out, c.Name)
		}
	}
	return out
}

func constantBytes(p *advice.Pass, tc tableColumns) int64 {
	var sum float64
	for _, c := range tc.columns {
		s := p.ColumnStats(tc.table.OID, c.Attnum)
		sum += float64(s.AvgWidth) * (1 - s.NullFrac) * p.Rows(tc.table)
	}
	return int64(sum)
}

// dropConstant proves for every row what the sample said, then drops. The
// undo puts each value back as a default, which touches no row.
func dropConstant(p *advice.Pass, tc tableColumns) *advice.Fix {
	table := tc.table.PG().String()
	var drops, adds, bare, vary []string
	exact := true
	for _, c := range tc.columns {
		q := pg.QuoteIdent(c.Name)
		drops = append(drops, "drop column "+q)
		add := "add column " + q + " " + c.Type
		if s := p.ColumnStats(tc.table.OID, c.Attnum); s.NullFrac == 1 {
			vary = append(vary, q+" is not null")
		} else {
			vary = append(vary, q+"::text is distinct from (select "+q+"::text from "+table+" limit 1)")
			values := sampled(s)
			if p.Masked || len(values) == 0 || len(bare) == 2 { // never more than two values of the data
				exact = false
				continue
			}
			add += " default " + pg.QuoteLiteral(values[0])
			set := " drop default"
			if c.HasDefault {
				set = " set default " + c.Default
			}
			bare = append(bare, "alter column "+q+set)
			if c.NotNull {
				add += " not null"
			}
		}
		adds = append(adds, add)
	}
	fix := &advice.Fix{
		Summary: "when no statement names them any more, verify that they never vary and drop them",
		Steps: []advice.Step{
			advice.ByHand("search the code, the views and the functions for " + listed(tc.names()) + ", and take them out of what still names them"),
			advice.Locking(pg.AccessShareLock, tc.table.PG(), doBlock("", "if exists (select from "+table+" where "+strings.Join(vary, " or ")+
				") then raise exception using message = "+pg.QuoteLiteral("the columns vary in "+table)+"; end if")),
			advice.Locking(pg.AccessExclusiveLock, tc.table.PG(), "alter table "+table+" "+strings.Join(drops, ", ")),
		},
		Caution: "a column for a feature not yet in use is no mistake; dropping takes an instant and frees the space as rows are updated",
	}
	if exact {
		fix.Undo = []advice.Step{advice.Locking(pg.AccessExclusiveLock, tc.table.PG(), "alter table "+table+" "+strings.Join(adds, ", "))}
		if len(bare) > 0 {
			fix.Undo = append(fix.Undo, advice.Locking(pg.AccessExclusiveLock, tc.table.PG(), "alter table "+table+" "+strings.Join(bare, ", ")))
		}
	} else {
		fix.Caution += "; to go back, add the column again with its default and its old value, which the snapshot does not hold"
	}
	return fix
}
