package schema

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// minRows is the size below which a table's values prove nothing.
func minRows(n float64) advice.Threshold {
	return advice.Threshold{Name: "min_rows", Default: n, Unit: "rows", Doc: "smallest table that is judged"}
}

// maxChanged is the share of changed rows from which the statistics speak of
// another table; autoanalyze by its defaults comes at 10 %.
var maxChanged = advice.Threshold{Name: "max_changed_percent", Default: 20, Unit: "percent", Doc: "share of the rows changed since ANALYZE above which its statistics prove nothing"}

var minSamples = advice.Threshold{Name: "min_samples", Default: 50, Unit: "values", Doc: "sampled values that must all agree"}

// valueAreas are what a rule on values needs: it reads the planner's
// statistics, never a table.
var valueAreas = []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints, snapshot.AreaColumnStatistics, snapshot.AreaTableCounters}

// judgedByValue calls judge for each column of tables that are large enough
// and were analyzed, and have not changed much since; it says so where a table
// never was, or where what judge would report is no longer to be believed.
func judgedByValue(p *advice.Pass, judge func(t *snapshot.Relation, c *snapshot.Column, s *snapshot.ColumnStatistics) bool) []tableColumns {
	never, stale := map[*snapshot.Relation]bool{}, map[*snapshot.Relation]bool{}
	picked := columnsWhere(p, func(t *snapshot.Relation, c *snapshot.Column) bool {
		if p.Rows(t) < p.Threshold("min_rows") || c.Generated != "" {
			return false
		}
		s := p.ColumnStats(t.OID, c.Attnum)
		if s == nil {
			never[t] = never[t] || !analyzed(p, t)
			return false
		}
		if !judge(t, c, s) {
			return false
		}
		stale[t] = 100*float64(p.ChangedRows(t)) > p.Threshold(maxChanged.Name)*p.Rows(t)
		return !stale[t]
	})
	for _, t := range p.UserTables() {
		if stale[t] {
			p.NotAssessable(fmt.Sprintf("%s changes to the %s rows of %s since the last ANALYZE", advice.Count(float64(p.ChangedRows(t))), advice.Count(p.Rows(t)), t.PG()), "analyze "+t.PG().String())
		}
		// Where statistics may not be read, the area itself says so.
		if never[t] && t.StatsVisible {
			p.NotAssessable(fmt.Sprintf("%s has about %.0f rows and was never analyzed", t.PG(), p.Rows(t)), "analyze "+t.PG().String())
		}
	}
	return picked
}

func analyzed(p *advice.Pass, t *snapshot.Relation) bool {
	for i := range t.Columns {
		if p.ColumnStats(t.OID, t.Columns[i].Attnum) != nil {
			return true
		}
	}
	return false
}

// sampleEvidence says how many rows a verdict by statistics speaks of, and how
// many have changed since it was true.
func sampleEvidence(p *advice.Pass, t *snapshot.Relation) []advice.Evidence {
	out := []advice.Evidence{rowsEvidence(p, t)}
	if changed := p.ChangedRows(t); changed > 0 {
		out = append(out, advice.Evidence{Name: "rows changed since ANALYZE", Value: changed, Unit: "rows", Source: "pg_stat_user_tables.n_mod_since_analyze"})
	}
	return out
}

// kept says what a verdict on the type of the values rests on.
func kept(s *snapshot.ColumnStatistics) string {
	return fmt.Sprintf("by the %d values that ANALYZE kept", len(sampled(s)))
}

// readable reports whether the statistics hold real values, and says why a
// rule cannot judge where they were masked.
func readable(p *advice.Pass) bool {
	if p.Masked {
		p.NotAssessable("the snapshot's data values are masked", "")
	}
	return !p.Masked
}

// sampled are the values that ANALYZE kept: the most common ones and the
// bounds of the histogram.
func sampled(s *snapshot.ColumnStatistics) []string {
	common, _ := s.MCV()
	return append(append([]string{}, common...), s.Histogram()...)
}

// commonShare is the share of the rows that hold one of the most common
// values or NULL: 1 where these are all there is.
func commonShare(s *snapshot.ColumnStatistics) float64 {
	_, freqs := s.MCV()
	sum := s.NullFrac
	for _, f := range freqs {
		sum += float64(f)
	}
	return sum
}

// constrained reports whether a constraint of one of these types names the
// column.
func constrained(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column, types string) bool {
	for _, k := range p.ConstraintsOf(t.OID) {
		for _, a := range k.Columns {
			if a == c.Attnum && len(k.Type) == 1 && strings.Contains(types, k.Type) {
				return true
			}
		}
	}
	return false
}

// indexed reports whether an index has the column as a key, or in INCLUDE,
// an expression or its predicate.
func indexed(p *advice.Pass, t *snapshot.Relation, c *snapshot.Column) bool {
	for _, x := range p.IndexesOf(t.OID) {
		for _, a := range append(append(x.KeyColumns(), x.Include...), x.PredicateColumns...) {
			if a == c.Attnum {
				return true
			}
		}
	}
	return false
}

// rowsEvidence says how many rows a verdict speaks of.
func rowsEvidence(p *advice.Pass, t *snapshot.Relation) advice.Evidence {
	e := advice.Evidence{Name: "rows", Value: int64(p.Rows(t)), Unit: "rows", Source: "pg_stat_user_tables.n_live_tup"}
	if t.Kind == "r" && t.Tuples > 0 {
		e.Source = "pg_class.reltuples"
	}
	return e
}
