package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// RepeatingGroup finds columns phone1, phone2, phone3: a list laid flat.
var RepeatingGroup = advice.Rule{
	ID:         "schema/repeating-group",
	Title:      "numbered columns that are a list",
	Severity:   advice.Low,
	Needs:      []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns},
	Wants:      []snapshot.Area{snapshot.AreaConstraints, snapshot.AreaIndexes, snapshot.AreaExpressions},
	Thresholds: []advice.Threshold{{Name: "min_columns", Default: 3, Unit: "columns", Doc: "numbered columns that make a list"}},
	Check: func(p *advice.Pass) {
		for _, tc := range columnsWhere(p, func(*snapshot.Relation, *snapshot.Column) bool { return true }) {
			for _, base := range bases(tc.columns) {
				g := group(tc.columns, base)
				if float64(len(g)) >= p.Threshold("min_columns") {
					reportGroup(p, tableColumns{tc.table, g}, base)
				}
			}
		}
	},
}

// numbered splits phone_2 into phone and 2; ok is false for a name that does
// not end in a number of one or two digits.
func numbered(name string) (base string, n int, ok bool) {
	base = strings.TrimRight(name, "0123456789")
	n, err := strconv.Atoi(name[len(base):])
	if err != nil || n > 99 || name[len(base)] == '0' && len(name) > len(base)+1 {
		return "", 0, false
	}
	return strings.TrimRight(base, "_"), n, true
}

// bases are the different stems in column order, without those whose numbers
// are no positions: lines of an address, coordinates, quarters, digests.
func bases(columns []*snapshot.Column) []string {
	var out []string
	for _, c := range columns {
		base, _, ok := numbered(c.Name)
		if !ok || len(base) < 2 || slices.Contains(out, base) {
			continue
		}
		last := strings.ToLower(base[strings.LastIndexByte(base, '_')+1:])
		if !slices.Contains([]string{"line", "address", "addr", "street", "sha", "md", "utf", "base", "int", "float", "q", "quarter", "week", "month", "day", "hour", "p", "percentile", "level", "lvl", "tier"}, last) {
			out = append(out, base)
		}
	}
	return out
}

// group are the columns of one stem and type whose numbers run without a gap
// from 0 or 1.
func group(columns []*snapshot.Column, base string) []*snapshot.Column {
	byNumber := map[int]*snapshot.Column{}
	for _, c := range columns {
		if b, n, ok := numbered(c.Name); ok && b == base {
			byNumber[n] = c
		}
	}
	n := 1
	if byNumber[0] != nil {
		n = 0
	}
	var out []*snapshot.Column
	for ; byNumber[n] != nil; n++ {
		if len(out) > 0 && byNumber[n].TypeOID != out[0].TypeOID {
			return nil
		}
		out = append(out, byNumber[n])
	}
	if len(out) != len(byNumber) {
		return nil
	}
	return out
}

func reportGroup(p *advice.Pass, tc tableColumns, base string) {
	p.Report(advice.Finding{
		Title:    fmt.Sprintf("table %s keeps a list in %d numbered columns, %s to %s", tc.table.PG(), len(tc.columns), tc.columns[0].Name, tc.columns[len(tc.columns)-1].Name),
		Object:   advice.ColumnObject(tc.table, tc.columns[0]),
		Evidence: []advice.Evidence{{Name: "columns", Value: tc.typed(), Source: "pg_attribute.attname"}},
		Impact:   advice.Impact{Summary: "a search has to name every column and none of its indexes serves it, uniqueness over the list cannot be declared, and one value more is a change of the schema"},
		Fix:      childTable(p, tc, base),
	})
}

// childTable moves the list to rows of a table of its own.
func childTable(p *advice.Pass, tc tableColumns, base string) *advice.Fix {
	t := tc.table
	var key []string
	for _, k := range p.ConstraintsOf(t.OID) {
		if k.Type == "p" {
			key = t.ColumnNames(k.Columns)
		}
	}
	summary := "keep the values as rows of a table of their own"
	if key == nil {
		return &advice.Fix{Summary: summary,
			Steps:   []advice.Step{advice.ByHand("give the table a primary key, then create a table with one row for each value that references it, and move the values there")},
			Caution: "nothing is undone: drop the numbered columns only when no statement names them"}
	}
	child := pg.Name{Schema: t.Schema, Name: advice.NewName(p.RelationNameTaken(t.Schema), t.Name, base)}
	table, q := t.PG().String(), pg.QuoteIdent
	value := "value"
	if !slices.Contains(key, base) && base != "position" {
		value = base
	}
	var cols, values, adds, drops, sets []string
	for _, k := range key {
		cols = append(cols, q(k)+" "+t.ColumnNamed(k).Type)
	}
	for i, c := range tc.columns {
		values = append(values, fmt.Sprintf("(%d, t.%s)", i+1, q(c.Name)))
		drops = append(drops, "drop column "+q(c.Name))
		adds = append(adds, "add column "+q(c.Name)+" "+c.Type)
		sets = append(sets, fmt.Sprintf("%s = (select c.%s from %s c where %s and c.position = %d)", q(c.Name), q(value), child, joined(key), i+1))
	}
	alter := "alter table " + table + " "
	return &advice.Fix{
		Summary: summary,
		Steps: []advice.Step{
			advice.Locking(pg.ShareRowExclusiveLock, t.PG(), fmt.Sprintf("create table %s (%s, position smallint not null, %s %s not null, primary key (%s, position), foreign key (%s) references %s on delete cascade)",
				child, strings.Join(cols, ", "), q(value), tc.columns[0].Type, pg.QuoteIdents(key), pg.QuoteIdents(key), table)),
			advice.ByHand("let the application write to the new table as well"),
			advice.Locking(pg.RowShareLock, t.PG(), fmt.Sprintf("insert into %s select t.%s, v.position, v.value from %s t cross join lateral (values %s) v(position, value) where v.value is not null on conflict do nothing",
				child, strings.Join(quoteAll(key), ", t."), table, strings.Join(values, ", "))),
			advice.ByHand("move the reads to the new table, and stop writing the numbered columns"),
			advice.Locking(pg.AccessExclusiveLock, t.PG(), alter+strings.Join(drops, ", ")),
		},
		Undo: []advice.Step{
			advice.Locking(pg.AccessExclusiveLock, t.PG(), alter+strings.Join(adds, ", ")),
			advice.Locking(pg.RowExclusiveLock, t.PG(), "update "+table+" t set "+strings.Join(sets, ", ")),
			advice.Locking(pg.AccessExclusiveLock, t.PG(), "drop table "+child.String()), // its foreign key
		},
		Caution: "dropping the columns drops the indexes on them; where the values are few, never searched and always read together, an array column does as well",
	}
}

func joined(key []string) string {
	out := make([]string, len(key))
	for i, k := range key {
		out[i] = "c." + pg.QuoteIdent(k) + " = t." + pg.QuoteIdent(k)
	}
	return strings.Join(out, " and ")
}

func quoteAll(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = pg.QuoteIdent(n)
	}
	return out
}
