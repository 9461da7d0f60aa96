package advice

import (
	"strconv"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// SampledRows is how many rows of a table of its present size ANALYZE reads:
// 300 for each unit of the largest statistics target among its columns
// (std_typanalyze), or all.
func (p *Pass) SampledRows(t *snapshot.Relation) (rows float64, all bool) {
	byDefault := p.defaultStatisticsTarget()
	target := 0.0
	for i := range t.Columns {
		switch c := &t.Columns[i]; {
		case c.Dropped:
		case c.StatTarget < 0:
			target = max(target, byDefault)
		default:
			target = max(target, float64(c.StatTarget))
		}
	}
	if rows := p.Rows(t); rows <= 300*target {
		return rows, true
	}
	return 300 * target, false
}

// LastAnalyze says how much of a table its statistics rest on: "when ANALYZE
// last read all of its 12,000 rows".
func (p *Pass) LastAnalyze(t *snapshot.Relation) string {
	rows, all := p.SampledRows(t)
	if all {
		return "when ANALYZE last read all of its " + Count(rows) + " rows"
	}
	return "when ANALYZE last sampled " + Count(rows) + " of its rows"
}

func (p *Pass) defaultStatisticsTarget() float64 {
	if v, ok := p.ServerWide("default_statistics_target"); ok {
		if n, err := strconv.ParseFloat(v, 64); err == nil {
			return n
		}
	}
	return 100
}

// ChangedRows is how many rows of a table, or of its partitions, were
// inserted, updated or deleted since ANALYZE last read it.
func (p *Pass) ChangedRows(t *snapshot.Relation) int64 {
	var changed int64
	for _, leaf := range p.Leaves(t) {
		if k := p.TableCountersOf(leaf.OID); k != nil {
			changed += k.ModSinceAnalyze
		}
	}
	return changed
}
