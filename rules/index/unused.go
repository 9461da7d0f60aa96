package index

import (
	"fmt"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Unused finds large indexes that no query scans.
var Unused = advice.Rule{
	ID:       "index/unused",
	Title:    "an index that no query uses",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints, snapshot.AreaExpressions,
		snapshot.AreaIndexCounters, snapshot.AreaTableCounters, snapshot.AreaDatabaseCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaSizes, snapshot.AreaReplication, snapshot.AreaColumnStatistics},
	Thresholds: []advice.Threshold{
		{Name: "min_bytes", Default: 10 << 20, Unit: "bytes", Doc: "smaller indexes are not worth a report"},
		{Name: "min_days", Default: 35, Unit: "days", Doc: "for so long the counters must have counted: over a month's end"},
		{Name: "idle_days", Default: 100, Unit: "days", Doc: "an index that was scanned once is unused when that is so long ago (16+): over a quarter's end"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range tables(p) {
			if !read(p, t) {
				continue
			}
			for _, x := range p.IndexesOf(t.OID) {
				if u := useOf(p, x); u.known && idle(p, u) && purposeless(p, x) && inheritedScans(p, t)[x] == 0 {
					reportUnused(p, t, x, u)
				}
			}
		}
	},
}

// read reports whether the table was read at all: of one that is not,
// schema/abandoned-table speaks.
func read(p *advice.Pass, t *snapshot.Relation) bool {
	for _, l := range p.Leaves(t) {
		if k := p.TableCountersOf(l.OID); k != nil && k.SeqScan+k.IdxScan > 0 {
			return true
		}
	}
	return false
}

// inheritedScans are the scans that an index takes over from others that are
// reported as dispensable beside it; -1 for those others themselves.
func inheritedScans(p *advice.Pass, t *snapshot.Relation) map[*snapshot.Index]int64 {
	out := map[*snapshot.Index]int64{}
	verdicts := dispensable(p, t, maxRatio)
	for x, v := range verdicts {
		out[v.stays] += useOf(p, x).scans
	}
	for x := range verdicts {
		out[x] = -1
	}
	return out
}

// purposeless reports whether an index is there for queries alone and no
// other rule speaks of it. Expressions have statistics only through their
// index; a foreign key's index is for deletes that may never have come.
func purposeless(p *advice.Pass, x *snapshot.Index) bool {
	return x.Fit() && !x.Unique && duty(p, x) == "" && !x.HasExpressions() && servesForeignKey(p, x) == nil &&
		float64(size(p, x)) >= p.Threshold("min_bytes") &&
		constantKeys(p, x) == "" && containerKey(p, x) == nil &&
		(x.Predicate == "" || alwaysTrue(p, p.Relation(x.TableOID), x.Predicate) == "")
}

func idle(p *advice.Pass, u use) bool {
	if u.scans == 0 {
		return true
	}
	return u.last != nil && p.Age(u.last) >= days(p.Threshold("idle_days"))
}

func days(n float64) time.Duration { return time.Duration(n * 24 * float64(time.Hour)) }

func reportUnused(p *advice.Pass, t *snapshot.Relation, x *snapshot.Index, u use) {
	window, ok := p.CountersDays()
	switch {
	case p.Server.InRecovery:
		p.NotAssessable("index scans on the primary do not show on this standby", "")
		return
	case u.scans == 0 && (!ok || window < p.Threshold("min_days")):
		p.NotAssessable(youngCounters(p, p.Threshold("min_days")), "")
		return
	}
	bytes := size(p, x)
	f := advice.Finding{
		Severity: bySize(bytes),
		Title:    fmt.Sprintf("index %s was not scanned once in %s", sized(p, x), advice.InWords(days(window))),
		Object:   p.IndexObject(x),
		Evidence: []advice.Evidence{scanEvidence(p, x), sizeEvidence(p, x), definitionEvidence(p, x)},
		Impact:   upkeep(bytes),
		Fix:      withStandbys(p, dropping(p, x, fmt.Sprintf("drop %s", x.PG()))),
	}
	f.Fix.Caution = "PostgreSQL does not record when an index was made: leave a young one alone. " + f.Fix.Caution
	if u.last != nil {
		f.Title = fmt.Sprintf("index %s was last scanned %s ago", sized(p, x), advice.InWords(p.Age(u.last)))
		f.Evidence = append(f.Evidence, p.Counted("last scan", u.last.UTC().Format(time.RFC3339), "pg_stat_all_indexes.last_idx_scan"))
	}
	if n := entriesWritten(p, t); n > 0 && window > 0 {
		written := p.Counted("entries written to each full index of the table", n, "pg_stat_all_tables.n_tup_ins, n_tup_upd, n_tup_hot_upd")
		written.Unit = "entries"
		f.Evidence = append(f.Evidence, written)
		if x.Predicate == "" {
			f.Impact.Summary += fmt.Sprintf(": about %s a day", advice.Count(float64(n)/window))
		}
	}
	p.Report(f)
}

// entriesWritten is how many entries an index without a predicate got:
// one for every inserted row and every update that was not HOT.
func entriesWritten(p *advice.Pass, t *snapshot.Relation) int64 {
	var n int64
	for _, l := range p.Leaves(t) {
		if k := p.TableCountersOf(l.OID); k != nil {
			n += k.Ins + k.Upd - k.HotUpd
		}
	}
	return n
}
