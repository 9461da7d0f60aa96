package schema

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// CharType finds char(n), which pads every value with blanks.
var CharType = advice.Rule{
	ID:       "schema/char-type",
	Title:    "char(n) columns pad their values with blanks",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:    append([]snapshot.Area{snapshot.AreaColumnStatistics}, retypeAreas...),
	Thresholds: []advice.Threshold{
		{Name: "min_length", Default: 2, Unit: "characters", Doc: "shortest n that is reported: char(1) has nothing to pad"},
		onlineBytes,
	},
	Check: func(p *advice.Pass) {
		padded := func(_ *snapshot.Relation, c *snapshot.Column) bool {
			return c.TypeOID == typeBPChar && float64(declaredLength(c)) >= p.Threshold("min_length")
		}
		for _, tc := range columnsWhere(p, padded) {
			f := advice.Finding{
				Title:    tc.title("is "+tc.columns[0].Type+", which pads with blanks", "are char(n), which pads with blanks"),
				Object:   advice.TableObject(tc.table),
				Evidence: []advice.Evidence{{Name: "columns", Value: tc.typed(), Source: "pg_attribute.atttypid"}},
				Impact:   advice.Impact{Summary: "shorter values are stored with blanks that comparison, length() and LIKE treat each in its own way, and a text parameter compares with them in yet another"},
				Fix:      unpad(p, tc),
			}
			if alwaysFull(p, tc) {
				f.Severity = advice.Info
			}
			p.Report(f)
		}
	},
}

// alwaysFull reports whether the statistics know every column's values and
// saw none that is padded: codes of fixed width, on which blanks play no part.
func alwaysFull(p *advice.Pass, tc tableColumns) bool {
	for _, c := range tc.columns {
		s := p.ColumnStats(tc.table.OID, c.Attnum)
		if s == nil || p.Masked || len(sampled(s)) == 0 {
			return false
		}
		for _, v := range sampled(s) {
			if strings.HasSuffix(v, " ") {
				return false
			}
		}
	}
	return true
}

// declaredLength is the n of char(n) and varchar(n); 0 for none.
func declaredLength(c *snapshot.Column) int32 { return max(0, c.TypeMod-4) }

// unpad makes the columns text and keeps their limits as checks, which can
// change later without touching the type. The cast from bpchar is the
// function rtrim1, not a relabelling: the table is rewritten.
func unpad(p *advice.Pass, tc tableColumns) *advice.Fix {
	var changes []change
	for _, c := range tc.columns {
		changes = append(changes, change{column: c, to: "text"})
	}
	fix := retype(p, tc.table, changes, "make them text, which stores what it was given, and keep the limit as a check")
	if len(fix.Undo) == 0 {
		return fix // a partition key: the new table has the checks from the start
	}
	alter := "alter table " + tc.table.PG().String() + " "
	taken := p.ConstraintNameTaken(tc.table.OID)
	var undo []advice.Step
	for _, c := range tc.columns {
		name := pg.QuoteIdent(advice.NewName(taken, tc.table.Name, c.Name, "length"))
		fix.Steps = append(fix.Steps,
			advice.Locking(pg.AccessExclusiveLock, tc.table.PG(), fmt.Sprintf("%sadd constraint %s check (pg_catalog.char_length(%s) <= %d) not valid", alter, name, pg.QuoteIdent(c.Name), declaredLength(c))),
			advice.Locking(pg.ShareUpdateExclusiveLock, tc.table.PG(), alter+"validate constraint "+name))
		undo = append(undo, advice.Locking(pg.AccessExclusiveLock, tc.table.PG(), alter+"drop constraint "+name))
	}
	fix.Undo = append(undo, fix.Undo...)
	return fix
}
