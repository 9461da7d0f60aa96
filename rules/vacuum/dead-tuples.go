package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// DeadTuples finds tables of which a large share is dead although autovacuum
// is not late: it was there and could not remove them, or its trigger allows
// so many.
var DeadTuples = advice.Rule{
	ID:       "vacuum/dead-tuples",
	Title:    "a large share of a table's rows is dead",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaTableCounters, snapshot.AreaSettings, snapshot.AreaSizes},
	Wants: []snapshot.Area{
		snapshot.AreaProgress, snapshot.AreaSessions, snapshot.AreaPreparedTransactions, snapshot.AreaSlots, snapshot.AreaReplication,
	},
	Thresholds: []advice.Threshold{
		{Name: "percent", Default: 20, Unit: "percent", Doc: "share of dead rows among all row versions (low)"},
		{Name: "medium_percent", Default: 30, Unit: "percent", Doc: "from this share on the finding is medium"},
		{Name: "high_bytes", Default: 1 << 30, Unit: "bytes", Doc: "from so many dead bytes on the finding is high"},
		{Name: "min_rows", Default: minDeadRows, Unit: "rows", Doc: "fewer dead rows do not matter"},
		{Name: "min_bytes", Default: 10 << 20, Unit: "bytes", Doc: "smaller tables do not matter"},
	},
	Check: func(p *advice.Pass) {
		if standby(p) {
			return
		}
		dead := map[*snapshot.Relation]graveyard{}
		var rs []*snapshot.Relation
		for _, r := range stored(p) {
			if g, ok := graveyardOf(p, r); ok {
				dead[r] = g
				rs = append(rs, r)
			}
		}
		for _, t := range byRoot(p, rs) {
			reportDead(p, t, dead)
		}
	},
}

// graveyard is the dead part of a table, or of its TOAST table.
type graveyard struct {
	part       *snapshot.Relation
	dead, rows float64
	allowed    float64 // dead rows that bring autovacuum
}

func (g graveyard) share() float64 { return g.dead / (g.dead + g.rows) }
func (g graveyard) bytes() int64   { return int64(g.share() * float64(g.part.Bytes)) }

// graveyardOf judges a table and its TOAST table. What overdue reports, and
// what is being vacuumed, is left out. The live rows are the larger of the
// estimate and the counter, which begins at nothing when it is reset.
func graveyardOf(p *advice.Pass, r *snapshot.Relation) (worst graveyard, ok bool) {
	if running(p, r, "vacuum") || debtOf(p, r, overdueTimes, overdueHours, minDeadRows).what == "dead rows" {
		return worst, false
	}
	for _, part := range []*snapshot.Relation{r, p.Relation(r.ToastOID)} {
		if part == nil {
			continue
		}
		k := p.TableCountersOf(part.OID)
		if k == nil || float64(k.DeadTup) < p.Threshold("min_rows") || float64(part.Bytes) < p.Threshold("min_bytes") {
			continue
		}
		g := graveyard{part: part, dead: float64(k.DeadTup), rows: p.Rows(part), allowed: trigger(p, part).DeadRowsAllowed(part.Tuples)}
		if 100*g.share() >= p.Threshold("percent") && (!ok || g.bytes() > worst.bytes()) {
			worst, ok = g, true
		}
	}
	return worst, ok
}

func reportDead(p *advice.Pass, t *tree, all map[*snapshot.Relation]graveyard) {
	g := all[t.leaves[0]]
	var bytes int64
	for _, r := range t.leaves {
		bytes += all[r].bytes()
		if all[r].bytes() > g.bytes() {
			g = all[r]
		}
	}
	of := t.subject()
	if g.part.Kind == "t" {
		of = "the TOAST table of " + of
	}
	k := p.TableCountersOf(g.part.OID)
	f := advice.Finding{
		Title:  fmt.Sprintf("%s of the row versions of %s are dead: %s", advice.Percent(g.share()), of, advice.Count(g.dead)),
		Object: advice.TableObject(t.root),
		Evidence: append(t.which(),
			p.Counted("dead rows", k.DeadTup, "pg_stat_all_tables.n_dead_tup"),
			advice.Evidence{Name: "live rows", Value: int64(g.rows), Source: "pg_class.reltuples, pg_stat_all_tables.n_live_tup"},
			sizeEvidence("size", g.part.Bytes, []*snapshot.Relation{g.part}),
			advice.Evidence{Name: "autovacuum comes at", Value: int64(g.allowed), Unit: "dead rows", Source: "pg_settings, pg_class.reloptions"}),
		Impact: advice.Impact{Summary: fmt.Sprintf("about %s are read, cached and backed up for nothing", advice.Size(bytes)), Bytes: bytes},
	}
	if last := latest(k.LastVacuum, k.LastAutovacuum); last != nil {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "hours since the last vacuum", Value: int64(p.Age(last).Hours()), Unit: "hours", Source: "pg_stat_all_tables.last_vacuum, last_autovacuum"})
	}
	switch {
	case float64(bytes) >= p.Threshold("high_bytes"):
		f.Severity = advice.High
	case 100*g.share() >= p.Threshold("medium_percent"):
		f.Severity = advice.Medium
	}
	f.Evidence, f.Fix = cureDead(p, t, all, g, f.Evidence)
	p.Report(f)
}
