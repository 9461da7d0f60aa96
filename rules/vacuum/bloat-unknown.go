package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// BloatUnknown finds tables of which nobody can say how much is waste, since
// they were never analyzed.
var BloatUnknown = advice.Rule{
	ID:       "vacuum/bloat-unknown",
	Title:    "nothing tells how bloated a table is",
	Severity: advice.Low,
	Needs: []snapshot.Area{
		snapshot.AreaRelations, snapshot.AreaSizes, snapshot.AreaColumns, snapshot.AreaColumnStatistics, snapshot.AreaTableCounters,
	},
	Wants: []snapshot.Area{snapshot.AreaExactBloat, snapshot.AreaProgress},
	Thresholds: []advice.Threshold{
		{Name: "min_bytes", Default: 10 << 20, Unit: "bytes", Doc: "the bloat of smaller tables does not matter"},
		{Name: "large_bytes", Default: 1 << 30, Unit: "bytes", Doc: "from this size on the finding is medium"},
	},
	Check: func(p *advice.Pass) {
		var rs []*snapshot.Relation
		for _, r := range stored(p) {
			if unknowable(p, r) {
				rs = append(rs, r)
			}
		}
		for _, t := range byRoot(p, rs) {
			reportUnknown(p, t)
		}
	},
}

// unknowable reports whether neither statistics nor a measurement tell. A
// table whose statistics are not for us to read is not meant: that is said of
// the area.
func unknowable(p *advice.Pass, r *snapshot.Relation) bool {
	if float64(r.Bytes) < p.Threshold("min_bytes") || !r.StatsVisible || len(r.Columns) == 0 || running(p, r, "analyze") {
		return false
	}
	if _, measured := exactWaste(p, r); measured {
		return false
	}
	return statisticsMissing(p, r)
}

func reportUnknown(p *advice.Pass, t *tree) {
	var bytes int64
	off := false
	for _, r := range t.leaves {
		bytes += r.Bytes
		off = off || switchedOff(p, r)
	}
	f := advice.Finding{
		Title:  fmt.Sprintf("Nothing tells how much of the %s of %s is waste: never analyzed", advice.Size(bytes), t.subject()),
		Object: advice.TableObject(t.root),
		Evidence: append(t.which(),
			sizeEvidence("size", bytes, t.leaves),
			advice.Evidence{Name: "columns with statistics", Value: 0, Source: "pg_statistic"}),
		Impact: advice.Impact{Summary: "every estimate of bloat, by whatever tool, skips the table without a word; one that nobody analyzes is often one that nobody vacuums either"},
		Fix:    analyzeFix(t),
	}
	if off {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "autovacuum_enabled", Value: "off", Source: "pg_class.reloptions"})
	}
	if float64(bytes) >= p.Threshold("large_bytes") {
		f.Severity = advice.Medium
	}
	p.Report(f)
}
