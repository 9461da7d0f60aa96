package vacuum

import (
	"fmt"
	"math"
	"strconv"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// LowHotRatio finds tables whose updates move rows to other pages because
// their pages are packed full.
var LowHotRatio = advice.Rule{
	ID:       "vacuum/low-hot-ratio",
	Title:    "updates find no room on their page and touch every index",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaTableCounters, snapshot.AreaIndexes, snapshot.AreaSizes},
	Wants:    []snapshot.Area{snapshot.AreaDatabaseCounters},
	Thresholds: []advice.Threshold{
		{Name: "min_updates", Default: 100_000, Unit: "rows", Doc: "fewer updates do not matter"},
		{Name: "min_days", Default: 1, Unit: "days", Doc: "for so long the counters must have counted"},
		{Name: "min_bytes", Default: 10 << 20, Unit: "bytes", Doc: "smaller tables do not matter"},
		{Name: "hot_percent", Default: 50, Unit: "percent", Doc: "share of HOT updates below which it is reported"},
		{Name: "newpage_percent", Default: 50, Unit: "percent", Doc: "share of the other updates that must have left their page (16 and later)"},
		{Name: "medium_per_day", Default: 1e6, Unit: "rows", Doc: "from so many updates a day that miss HOT on the finding is medium"},
	},
	Check: func(p *advice.Pass) {
		if standby(p) {
			return
		}
		var rs []*snapshot.Relation
		for _, r := range p.UserHeaps() {
			if packed(p, r) {
				rs = append(rs, r)
			}
		}
		if len(rs) == 0 || youngCounters(p, p.Threshold("min_days")) {
			return
		}
		for _, t := range byRoot(p, rs) {
			reportPacked(p, t)
		}
	},
}

// packed reports whether more room on the pages would make the updates HOT.
func packed(p *advice.Pass, r *snapshot.Relation) bool {
	k := p.TableCountersOf(r.OID)
	if k == nil || len(p.IndexesOf(r.OID)) == 0 || float64(k.Upd) < p.Threshold("min_updates") || float64(r.Bytes) < p.Threshold("min_bytes") {
		return false
	}
	cold := float64(k.Upd - k.HotUpd)
	if 100*float64(k.HotUpd) >= p.Threshold("hot_percent")*float64(k.Upd) {
		return false
	}
	if want, ok := roomier(p, r); !ok || fillfactor(r) <= want {
		return false
	}
	if k.NewpageUpd != nil {
		return 100*float64(*k.NewpageUpd) >= p.Threshold("newpage_percent")*cold
	}
	// Before 16 nothing counts why. Where the primary key is the only index,
	// and keys are hardly ever updated, it can only be the room.
	return onlyPrimaryKey(p, r)
}

func onlyPrimaryKey(p *advice.Pass, r *snapshot.Relation) bool {
	for _, x := range p.IndexesOf(r.OID) {
		if !x.Primary || x.HasExpressions() {
			return false
		}
	}
	return true
}

func fillfactor(r *snapshot.Relation) int {
	if v, ok := r.Option("fillfactor"); ok {
		if n, err := strconv.Atoi(v); err == nil {
			return n
		}
	}
	return 100
}

// roomier is the fillfactor that leaves room for two more row versions on each
// page, in steps of five; false where rows are so wide that it takes more than
// a third of the page.
func roomier(p *advice.Pass, r *snapshot.Relation) (int, bool) {
	rows := p.Rows(r)
	if rows < 1 {
		return 0, false
	}
	width := float64(r.Bytes) / rows
	ff := 100 - 5*int(math.Ceil(100*2*width/float64(p.Server.BlockSize)/5))
	return min(ff, 90), ff >= 65
}

func reportPacked(p *advice.Pass, t *tree) {
	var upd, hot int64
	var bytes int64
	for _, r := range t.leaves {
		k := p.TableCountersOf(r.OID)
		upd, hot, bytes = upd+k.Upd, hot+k.HotUpd, bytes+r.Bytes
	}
	r := t.leaves[0]
	f := advice.Finding{
		Title:  fmt.Sprintf("Only %s of the updates of %s stay on their page: no room left there", advice.Percent(float64(hot)/float64(upd)), t.subject()),
		Object: advice.TableObject(t.root),
		Evidence: append(t.which(),
			p.Counted("updates", upd, "pg_stat_all_tables.n_tup_upd"),
			p.Counted("HOT updates", hot, "pg_stat_all_tables.n_tup_hot_upd"),
			sizeEvidence("size", bytes, t.leaves),
			advice.Evidence{Name: "fillfactor", Value: fillfactor(r), Unit: "percent", Source: "pg_class.reloptions"},
			advice.Evidence{Name: "indexes", Value: len(p.IndexesOf(r.OID)), Source: "pg_index"}),
		Impact: advice.Impact{Summary: "each such update writes a new entry into every index and leaves a dead one for VACUUM, instead of staying on the page and being pruned there"},
		Fix: &advice.Fix{
			Summary: "leave room on the pages that are filled from now on",
			Steps: t.steps(func(r *snapshot.Relation) []advice.Step {
				want, _ := roomier(p, r)
				return []advice.Step{setOption(r, "fillfactor", strconv.Itoa(want))}
			}),
			Undo:    t.steps(func(r *snapshot.Relation) []advice.Step { return []advice.Step{restoreOption(r, "fillfactor")} }),
			Caution: "Pages that are full stay full until their rows have moved; a rewrite with pg_repack spreads them at once. The table grows by the room it leaves.",
		},
	}
	if k := p.TableCountersOf(r.OID); k.NewpageUpd != nil && !t.partitioned() {
		f.Evidence = append(f.Evidence, p.Counted("updates that left their page", *k.NewpageUpd, "pg_stat_all_tables.n_tup_newpage_upd"))
	}
	if days, ok := p.CountersDays(); ok && float64(upd-hot)/max(days, 1) >= p.Threshold("medium_per_day") {
		f.Severity = advice.Medium
	}
	p.Report(f)
}
