package index

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Bloat finds B-trees that are mostly air, from statistics alone.
var Bloat = advice.Rule{
	ID:       "index/bloat",
	Title:    "an index that is mostly empty pages",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaExpressions,
		snapshot.AreaColumnStatistics, snapshot.AreaTableCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes, snapshot.AreaCollations, snapshot.AreaIndexCounters, snapshot.AreaExactBloat},
	Thresholds: []advice.Threshold{
		{Name: "min_bytes", Default: 100 << 20, Unit: "bytes", Doc: "smaller indexes are not judged"},
		{Name: "min_bloat", Default: 40, Unit: "percent", Doc: "share of the index beyond what a healthy one needs, by the cautious end of the estimate"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range tables(p) {
			for _, x := range p.IndexesOf(t.OID) {
				if x.AccessMethod != "btree" || x.Extension != "" {
					continue
				}
				var airy []bloated
				for _, l := range leaves(p, x) {
					if b, ok := judgeBloat(p, l); ok {
						airy = append(airy, b)
					}
				}
				if len(airy) > 0 && !needless(p, t, x) {
					reportBloat(p, x, airy)
				}
			}
		}
	},
}

// needless reports whether another index makes this one dispensable, or it
// has neither a scan nor another purpose: whether it is to be dropped comes
// before whether to rebuild it.
func needless(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index) bool {
	if _, gone := dispensable(p, t, maxRatio)[x]; gone {
		return true
	}
	u := useOf(p, x)
	return u.known && u.scans == 0 && !x.Unique && duty(p, x) == "" && !x.HasExpressions() && servesForeignKey(p, x) == nil
}

// healthyDensity is how full the leaves of a B-tree are, in percent, whose
// keys come in random order: ln 2. That is no bloat.
const healthyDensity = 69

// bloated is one index with what a rebuild would leave.
type bloated struct {
	x       *snapshot.Index
	rows    span
	rebuilt span     // bytes
	density *float64 // exact leaf density in percent, where it was measured
	excess  float64  // share beyond what a healthy index needs, at least
}

func judgeBloat(p *advice.Pass, x *snapshot.Index) (bloated, bool) {
	if float64(x.Bytes) < p.Threshold("min_bytes") || !x.Valid || !x.Ready || x.Unread() {
		return bloated{}, false
	}
	limit := p.Threshold("min_bloat") / 100
	b := bloated{x: x}
	if k := p.IndexCountersOf(x.OID); k != nil && k.ExactLeafDensity != nil {
		b.density = k.ExactLeafDensity
		b.excess = 1 - *b.density/min(healthyDensity, fillfactor(x))
		left := float64(x.Bytes) * *b.density / fillfactor(x)
		b.rebuilt = span{left, left}
		if b.excess >= limit {
			return b, true
		}
		limit = max(limit, 0.75) // full leaves: only deleted pages, which density leaves out, can be bloat
	}
	rows, ok := entries(p, x)
	if !ok {
		p.NotAssessable("how many rows some large indexes hold is not known", "analyze")
		return b, false
	}
	b.rows = rows
	if b.rebuilt, ok = rebuilt(p, x, rows); !ok {
		p.NotAssessable("columns of some large indexes have no statistics", "analyze")
		return b, false
	}
	healthy := b.rebuilt.high * max(1, fillfactor(x)/healthyDensity)
	b.excess = 1 - healthy/float64(x.Bytes)
	return b, b.excess >= limit
}

// entries bounds the number of entries: the index's own count, and for a full
// index whatever else is known of the table's rows. Dead rows have entries
// until VACUUM comes; that is not bloat yet.
func entries(p *advice.Pass, x *snapshot.Index) (span, bool) {
	t, k := p.Relation(x.TableOID), p.TableCountersOf(x.TableOID)
	rows := span{max(0, x.Tuples), max(0, x.Tuples)}
	if k != nil {
		rows.high += float64(k.DeadTup)
	}
	if x.Predicate == "" {
		rows.high = max(rows.high, p.Rows(t))
		if k != nil {
			rows.high = max(rows.high, float64(k.LiveTup+k.DeadTup))
		}
	}
	counted := k != nil && (k.LastVacuum != nil || k.LastAutovacuum != nil || k.LastAnalyze != nil || k.LastAutoanalyze != nil)
	return rows, x.Tuples > 0 || counted && x.Tuples == 0
}

func reportBloat(p *advice.Pass, x *snapshot.Index, airy []bloated) {
	var now int64
	var least, most float64
	fix := &advice.Fix{
		Summary: fmt.Sprintf("build %s again beside itself", x.PG()),
		Caution: "The new copy needs its own disk space until the old one is dropped. A rebuild cannot be undone, and need not be.",
	}
	excess := 0.0
	for _, b := range airy {
		now += b.x.Bytes
		least += max(0, float64(b.x.Bytes)-b.rebuilt.high)
		most += max(0, float64(b.x.Bytes)-b.rebuilt.low)
		excess += b.excess * float64(b.x.Bytes)
		t := p.Relation(b.x.TableOID)
		fix.Steps = append(fix.Steps, advice.Concurrently(t.PG(), "reindex index concurrently "+b.x.PG().String()))
	}
	excess /= float64(now)
	p.Report(advice.Finding{
		Severity: bloatSeverity(int64(least), excess),
		Title:    fmt.Sprintf("%s of index %s is bloat; a rebuild frees %s", advice.Percent(excess), sized(p, x), between(least, most)),
		Object:   p.IndexObject(x),
		Evidence: bloatEvidence(p, x, airy),
		Impact: advice.Impact{
			Summary: fmt.Sprintf("%s of disk and cache hold nothing, and range scans read them", between(least, most)),
			Bytes:   int64(least),
		},
		Fix: fix,
	})
}

func bloatSeverity(freed int64, excess float64) advice.Severity {
	large, extreme := freed >= 1<<30, excess >= 0.9
	switch {
	case large && extreme:
		return advice.High
	case large || extreme:
		return advice.Medium
	}
	return advice.Low
}

func between(least, most float64) string {
	low, high := advice.Size(int64(least)), advice.Size(int64(most))
	if low == high {
		return low
	}
	return low + " to " + high
}

func bloatEvidence(p *advice.Pass, x *snapshot.Index, airy []bloated) []advice.Evidence {
	out := []advice.Evidence{sizeEvidence(p, x)}
	if x.Kind == "I" {
		var names []string
		for _, b := range airy {
			names = append(names, b.x.PG().String())
		}
		out = append(out, advice.Evidence{Name: "bloated parts", Value: strings.Join(names, ", "), Source: "pg_inherits"})
	}
	rows, size, estimated := span{}, span{}, false
	for _, b := range airy {
		if b.density != nil {
			out = append(out, advice.Evidence{Name: "leaf density of " + b.x.PG().String(), Value: *b.density, Unit: "percent", Source: "pgstatindex.avg_leaf_density"})
		}
		if b.rows.high > 0 {
			estimated = true
		}
		rows = span{rows.low + b.rows.low, rows.high + b.rows.high}
		size = span{size.low + b.rebuilt.low, size.high + b.rebuilt.high}
	}
	if estimated {
		out = append(out, advice.Evidence{Name: "entries", Value: fmt.Sprintf("%s to %s", advice.Count(rows.low), advice.Count(rows.high)), Unit: "rows", Source: "pg_class.reltuples, pg_stat_all_tables.n_live_tup"})
	}
	return append(out, advice.Evidence{
		Name: "size after a rebuild", Value: between(size.low, size.high), Source: "estimate from pg_stats.avg_width, n_distinct, null_frac",
	})
}
