package constraint

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ForeignKeyWithoutIndex finds foreign keys whose referencing rows can only
// be found by reading the whole table.
var ForeignKeyWithoutIndex = advice.Rule{
	ID:       "constraint/foreign-key-without-index",
	Title:    "a foreign key whose columns no index begins with",
	Severity: advice.Medium,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints, snapshot.AreaIndexes,
		snapshot.AreaExpressions, snapshot.AreaTableCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaColumnStatistics, snapshot.AreaDatabaseCounters},
	Thresholds: []advice.Threshold{
		{Name: "min_rows", Default: 10000, Unit: "rows", Doc: "smaller referencing tables matter only when many deletes read them"},
		{Name: "min_read_rows", Default: 1e7, Unit: "rows", Doc: "rows that deletes read in a smaller table before it is reported after all"},
		{Name: "lookup_rows", Default: 1000, Unit: "rows", Doc: "a referenced table of up to so many rows that saw no delete is a lookup table"},
		{Name: "min_days", Default: 7, Unit: "days", Doc: "days without a delete that make a small table a lookup table"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserRelations("r", "p") {
			for _, u := range unindexed(p, t) {
				reportUnindexed(p, t, u)
			}
		}
	},
}

// unindexedKey is a foreign key without an index, with others that the same
// new index would serve.
type unindexedKey struct {
	key     *snapshot.Constraint
	columns []int16
	missing []*snapshot.Relation
	also    []string
	deletes int64
	known   bool
}

// unindexed looks at wide keys first: what is created for them serves the
// narrow ones that they begin with.
func unindexed(p *advice.Pass, t *snapshot.Relation) []*unindexedKey {
	keys := foreignKeysOf(p, t)
	slices.SortStableFunc(keys, func(a, b *snapshot.Constraint) int {
		return cmp.Or(cmp.Compare(len(b.Columns), len(a.Columns)), cmp.Compare(a.OID, b.OID))
	})
	var out []*unindexedKey
	for _, k := range keys {
		if !k.Enforced {
			continue // PostgreSQL never looks for its rows
		}
		columns := searched(k)
		u := &unindexedKey{key: k, columns: columns, missing: uncovered(p, t, columns)}
		u.deletes, u.known = deletesFrom(p, p.Relation(k.RefTableOID))
		if len(u.missing) == 0 || excused(p, t, u) {
			continue
		}
		i := slices.IndexFunc(out, func(o *unindexedKey) bool { return beginsWith(o.columns, columns) })
		if i >= 0 {
			out[i].also = append(out[i].also, k.Name)
			continue
		}
		out = append(out, u)
	}
	return out
}

// beginsWith reports whether the first of the columns are just those of key.
func beginsWith(columns, key []int16) bool {
	if len(columns) < len(key) {
		return false
	}
	return !slices.ContainsFunc(columns[:len(key)], func(c int16) bool { return !slices.Contains(key, c) })
}

// excused spares tables that are read in no time, and references to lookup
// tables from which nobody deletes: an index would cost and serve nothing.
func excused(p *advice.Pass, t *snapshot.Relation, u *unindexedKey) bool {
	rows := p.Rows(t)
	if rows < p.Threshold("min_rows") {
		return rows*float64(u.deletes) < p.Threshold("min_read_rows")
	}
	days, ok := p.CountersDays()
	return u.known && u.deletes == 0 && ok && days >= p.Threshold("min_days") &&
		p.Rows(p.Relation(u.key.RefTableOID)) <= p.Threshold("lookup_rows")
}

// msPerRow is what reading one row takes where the table is in memory: 20
// million rows a second.
const msPerRow = 1.0 / 20000

func reportUnindexed(p *advice.Pass, t *snapshot.Relation, u *unindexedKey) {
	ref := p.Relation(u.key.RefTableOID)
	rows := p.Rows(t)
	f := advice.Finding{
		Severity: advice.Low,
		Title: fmt.Sprintf("foreign key %s has no index on %s: a delete from %s reads %s rows",
			called(p, u.key), plainList(t, u.columns), ref.PG(), advice.Count(rows)),
		Object:   p.ConstraintObject(u.key),
		Evidence: []advice.Evidence{references(p, u.key), rowsEvidence(p, t)},
		Impact: advice.Impact{Summary: fmt.Sprintf("each row deleted from %s, and each change of its key, reads %s from end to end under a lock on the row; joins from there do so too",
			ref.PG(), t.PG())},
		Fix: indexing(p, t, u.columns, u.missing),
	}
	if u.known {
		f.Evidence = append(f.Evidence, p.Counted("deletes from "+ref.PG().String(), u.deletes, "pg_stat_all_tables.n_tup_del"))
	}
	if len(u.missing) < len(p.Leaves(t)) {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "partitions without an index", Value: len(u.missing), Source: "pg_index.indkey"})
	}
	if len(u.also) > 0 {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "foreign keys that the index serves as well", Value: u.also, Source: "pg_constraint.conkey"})
	}
	if u.deletes > 0 {
		f.Severity = advice.Medium
		if days, ok := p.CountersDays(); ok && days >= 1 {
			f.Impact.MSPerDay = float64(u.deletes) / days * rows * msPerRow
			f.Impact.Summary += fmt.Sprintf("; %s deletes a day, at 20 million rows a second", advice.Count(float64(u.deletes)/days))
		}
		if rows >= 1e7 || f.Impact.MSPerDay >= 600000 {
			f.Severity = advice.High
		}
	}
	p.Report(f)
}
