package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TableBloat finds tables whose file is mostly dead rows and free space.
var TableBloat = advice.Rule{
	ID:       "vacuum/table-bloat",
	Title:    "a table's file is mostly empty",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaSizes, snapshot.AreaColumns, snapshot.AreaColumnStatistics, snapshot.AreaTableCounters,
	},
	Wants:      []snapshot.Area{snapshot.AreaExactBloat, snapshot.AreaIndexes},
	Thresholds: bloatThresholds,
	Check: func(p *advice.Pass) {
		found := map[*snapshot.Relation]waste{}
		var rs []*snapshot.Relation
		blind := blindSpots{}
		for _, r := range stored(p) {
			if float64(r.Bytes) < p.Threshold("min_bytes") {
				continue
			}
			w, why := heapWaste(p, r)
			switch {
			case why != "" && r.StatsVisible:
				blind.add(r, why)
			case why == "" && wasted(p, w):
				found[r] = w
				rs = append(rs, r)
			}
		}
		for _, t := range byRoot(p, rs) {
			reportBloat(p, t, found, "")
		}
		blind.report(p)
	},
}

var bloatThresholds = []advice.Threshold{
	{Name: "percent", Default: 50, Unit: "percent", Doc: "share of the file that is wasted at least"},
	{Name: "min_bytes", Default: 10 << 20, Unit: "bytes", Doc: "less waste than this does not matter"},
	{Name: "large_percent", Default: 25, Unit: "percent", Doc: "the share that counts from large_bytes of waste on"},
	{Name: "large_bytes", Default: 1 << 30, Unit: "bytes", Doc: "waste from which large_percent counts"},
	{Name: "offline_bytes", Default: 100 << 20, Unit: "bytes", Doc: "live data up to which VACUUM FULL is proposed, more is for pg_repack"},
}

// wasted judges the lower bound of the waste, so that an estimate's error
// cannot make a healthy table look bloated.
func wasted(p *advice.Pass, w waste) bool {
	low := float64(w.low)
	return low >= p.Threshold("min_bytes") && 100*w.share() >= p.Threshold("percent") ||
		low >= p.Threshold("large_bytes") && 100*w.share() >= p.Threshold("large_percent")
}

// reportBloat reports the tables of a tree; part is "the TOAST table of " where
// it is not the table itself.
func reportBloat(p *advice.Pass, t *tree, found map[*snapshot.Relation]waste, part string) {
	var sum waste
	sum.exact = true
	for _, r := range t.leaves {
		w := found[r]
		sum.bytes, sum.low, sum.high, sum.exact = sum.bytes+w.bytes, sum.low+w.low, sum.high+w.high, sum.exact && w.exact
	}
	source, atLeast := "estimate from pg_statistic, pg_class.reltuples and the page layout", "At least "
	if part != "" {
		source = "estimate from pg_class.reltuples: a page holds four chunks or more"
	}
	if sum.exact {
		source, atLeast = "pgstattuple_approx().approx_free_space, dead_tuple_len", ""
	}
	of := part + t.subject()
	f := advice.Finding{
		Severity: wasteSeverity(sum.low),
		Title:    fmt.Sprintf("%s%s of the %s of %s are waste", atLeast, advice.Percent(sum.share()), advice.Size(sum.bytes), of),
		Object:   advice.TableObject(t.root),
		Evidence: append(t.which(),
			advice.Evidence{Name: "size", Value: sum.bytes, Unit: "bytes", Source: "pg_relation_size()"},
			advice.Evidence{Name: "waste at least", Value: sum.low, Unit: "bytes", Source: source}),
		Impact: advice.Impact{
			Summary: fmt.Sprintf("%s of disk, read by every sequential scan and base backup, and crowding others out of the cache", advice.Size(sum.low)),
			Bytes:   sum.low,
		},
		Fix: rewriteFix(p, t, func(r *snapshot.Relation) int64 { return found[r].bytes - found[r].low }, p.Threshold("offline_bytes")),
	}
	if part == "" && !sum.exact {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "waste at most", Value: sum.high, Unit: "bytes", Source: source})
	}
	p.Report(f)
}

// blindSpots are tables that could not be judged, by the reason.
type blindSpots map[string][]*snapshot.Relation

const noStatistics = "never analyzed"

func (b blindSpots) add(r *snapshot.Relation, why string) {
	if why != droppedColumn {
		why = noStatistics
	}
	b[why] = append(b[why], r)
}

func (b blindSpots) report(p *advice.Pass) {
	for _, why := range []string{noStatistics, droppedColumn} {
		rs := b[why]
		if len(rs) == 0 {
			continue
		}
		help := "measure it: --exact"
		if why == noStatistics {
			help = "analyze " + names(rs)
		}
		p.NotAssessable(fmt.Sprintf("the bloat of %s cannot be estimated (%s): %s", advice.Plural(int64(len(rs)), "table"), why, names(rs)), help)
	}
}
