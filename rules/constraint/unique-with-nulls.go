package constraint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// UniqueWithNulls finds unique indexes of several columns of which one may be
// null and, by that, switches the uniqueness of the others off.
var UniqueWithNulls = advice.Rule{
	ID:       "constraint/unique-with-nulls",
	Title:    "a unique constraint that a null switches off",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
	},
	Wants: []snapshot.Area{snapshot.AreaColumnStatistics, snapshot.AreaTableCounters},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			for _, x := range p.IndexesOf(t.OID) {
				if !x.Unique || len(x.Keys) < 2 || x.NullsNotDistinct || x.HasExpressions() || x.Extension != "" || !x.Valid && x.Kind == "i" {
					continue
				}
				if null := holes(p, t, x); len(null) > 0 {
					reportHoles(p, t, x, null)
				}
			}
		}
	},
}

// holes are the key columns whose null lets through what was hardly meant to
// pass: an end date that is null while a thing lives, or the parent within
// which a name is unique. That rows without an optional value of their own
// may be many is what UNIQUE is expected to allow.
func holes(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index) []int16 {
	named := slices.ContainsFunc(x.KeyColumns(), func(n int16) bool {
		c := t.Column(n)
		return c != nil && c.NotNull && !scope(p, t, c)
	})
	var out []int16
	for _, n := range nullable(t, x.KeyColumns()) {
		c := t.Column(n)
		ends := isTime(baseType(p, c.TypeOID))
		if (ends || named && scope(p, t, c)) && !slices.Contains(x.PredicateColumns, n) && !closed(p, t, x, n) {
			out = append(out, n)
		}
	}
	return out
}

// scope reports whether a column says to what a row belongs.
func scope(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) bool {
	if strings.HasSuffix(strings.ToLower(c.Name), "_id") {
		return true
	}
	return slices.ContainsFunc(p.ConstraintsOf(t.OID), func(k *snapshot.Constraint) bool {
		return k.Type == "f" && slices.Contains(k.Columns, c.Attnum)
	})
}

// closed reports whether another unique index sees to the rows in which the
// column is null: one with a predicate or an expression on it, one that takes
// nulls for equal, or a stricter one without the column.
func closed(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, null int16) bool {
	keys := x.KeyColumns()
	for _, y := range p.IndexesOf(t.OID) {
		if y == x || !y.Unique || !y.Valid {
			continue
		}
		within := !slices.ContainsFunc(y.KeyColumns(), func(n int16) bool { return n != 0 && !slices.Contains(keys, n) })
		plain := y.Predicate == "" && len(y.PredicateColumns) == 0
		switch {
		case !within:
		case slices.Contains(y.PredicateColumns, null),
			plain && y.NullsNotDistinct,
			plain && len(nullable(t, y.KeyColumns())) == 0:
			return true
		}
	}
	return false
}

func reportHoles(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, null []int16) {
	what := "unique index " + x.PG().String()
	object := p.IndexObject(x)
	if k := p.Constraint(x.ConstraintOID); k != nil {
		what, object = "unique constraint "+called(p, k), p.ConstraintObject(k)
	}
	names := strings.Join(t.ColumnNames(null), " or ")
	f := advice.Finding{
		Title:    fmt.Sprintf("%s on %s lets duplicates through where %s is null", what, plainList(t, x.KeyColumns()), names),
		Object:   object,
		Evidence: []advice.Evidence{{Name: "indnullsnotdistinct", Value: x.NullsNotDistinct, Source: "pg_index.indnullsnotdistinct"}},
		Impact:   advice.Impact{Summary: "NULL equals nothing, not even NULL: rows that agree in every other column are all accepted"},
	}
	for _, n := range null {
		c := t.Column(n)
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "attnotnull of " + c.Name, Value: c.NotNull, Source: "pg_attribute.attnotnull"})
		if s := p.ColumnStats(t.OID, n); s != nil {
			f.Evidence = append(f.Evidence, advice.Evidence{Name: "null fraction of " + c.Name, Value: s.NullFrac, Source: "pg_stats.null_frac"})
			if rows := s.NullFrac * p.Rows(t); rows >= 1 && f.Severity == "" {
				f.Severity = advice.Medium
				f.Title += fmt.Sprintf(", as it is in about %s rows", advice.Count(rows))
			}
		}
	}
	f.Fix = closing(p, t, x, null)
	p.Report(f)
}

// closing is the fix: NULLS NOT DISTINCT where the server has it, else an
// index on the rows with the null.
func closing(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, null []int16) *advice.Fix {
	const duplicates = "; if duplicates are there, the build fails and leaves an invalid index: drop it, and merge the rows first"
	if t.Kind == "p" || p.Major() < 15 && len(null) > 1 {
		return &advice.Fix{
			Summary: "leave no null in the key",
			Steps:   []advice.Step{advice.ByHand(fmt.Sprintf("give %s a value that stands for none, such as 'infinity' or 0, and make it NOT NULL", pg.QuoteIdents(t.ColumnNames(null))))},
			Caution: "the undo is to drop the NOT NULL again",
		}
	}
	def := *x
	if p.Major() < 15 {
		def.Keys = slices.DeleteFunc(slices.Clone(x.Keys), func(k snapshot.IndexKey) bool { return k.Attnum == null[0] })
		def.Predicate = pg.QuoteIdent(t.ColumnNames(null)[0]) + " is null"
		if x.Predicate != "" {
			def.Predicate += " and " + x.Predicate
		}
		def.Name = advice.NewName(p.RelationNameTaken(t.Schema), x.Name, t.ColumnNames(null)[0], "null")
		return &advice.Fix{
			Summary: "make the rest of the key unique where " + t.ColumnNames(null)[0] + " is null",
			Steps:   []advice.Step{advice.Concurrently(t.PG(), p.IndexDefinition(&def, true))},
			Undo:    []advice.Step{advice.Concurrently(t.PG(), "drop index concurrently "+def.PG().String())},
			Caution: "INSERT … ON CONFLICT on the old columns does not catch what the new index refuses" + duplicates,
		}
	}
	def.NullsNotDistinct = true
	fix := replaceIndex(p, t, x, &def)
	fix.Summary = "let a null equal a null in this index"
	fix.Caution = "from then on the index refuses what the application may have been free to write" + duplicates
	return fix
}
