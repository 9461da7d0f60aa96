package vacuum

import (
	"fmt"
	"math"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/sizing"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// unfrozenShare is what version 18 multiplies the insert trigger with.
func unfrozenShare(p *advice.Pass, r *snapshot.Relation) float64 {
	if p.Major() < 18 || r.AllFrozen == nil {
		return 1
	}
	return sizing.UnfrozenShare(r.Pages, *r.AllFrozen)
}

// youngCounters says that the counters do not reach back far enough, and
// reports whether it did.
func youngCounters(p *advice.Pass, days float64) bool {
	if have, ok := p.CountersDays(); ok && have >= days {
		return false
	}
	need := advice.Plural(int64(days), "day")
	if days < 1 {
		need = advice.Plural(int64(24*days), "hour")
	}
	p.NotAssessable("the counters reach back less than "+need, "")
	return true
}

func reportOverdue(p *advice.Pass, t *tree, late map[*snapshot.Relation]debt) {
	worst := late[t.leaves[0]]
	for _, r := range t.leaves {
		if d := late[r]; d.what == "dead rows" && worst.what != "dead rows" || d.what == worst.what && d.rows > worst.rows {
			worst = d
		}
	}
	of := t.subject()
	if worst.toast {
		of = "the TOAST table of " + of
	}
	came := "it has not come since the counters began"
	if worst.last != nil {
		came = "it came " + advice.InWords(p.Age(worst.last)) + " ago"
	}
	f := advice.Finding{
		Title: fmt.Sprintf("Autovacuum should come to %s at %s %s; there are %s and %s",
			of, advice.Count(worst.limit), worst.what, advice.Count(worst.rows), came),
		Object: advice.TableObject(t.root),
		Evidence: append(t.which(),
			p.Counted(worst.what, int64(worst.rows), counterOf(worst)),
			advice.Evidence{Name: "trigger", Value: int64(math.Round(worst.limit)), Unit: "rows", Source: worst.formula},
			advice.Evidence{Name: "tables overdue", Value: len(late), Unit: "tables", Source: "pg_stat_all_tables"}),
		Impact: advice.Impact{Summary: "the dead rows fill pages that every scan reads, and the longer they wait the longer the vacuum that removes them"},
		Fix: &advice.Fix{
			Summary: "vacuum it now; then see why autovacuum does not come: all workers busy, throttled, or turned away by locks",
			Steps:   t.steps(func(r *snapshot.Relation) []advice.Step { return []advice.Step{vacuumStep(r, "")} }),
			Caution: noUndo,
		},
	}
	if worst.what == "inserted rows" {
		f.Severity = advice.Low
		f.Impact.Summary = "pages with new rows are not marked all-visible, so index-only scans visit the table, and freezing them waits for one big forced vacuum"
	}
	if float64(len(late)) >= p.Threshold("many_tables") {
		f.Severity = advice.High
	}
	f.Evidence = append(f.Evidence, workers(p)...)
	p.Report(f)
}

func counterOf(d debt) string {
	if d.what == "inserted rows" {
		return "pg_stat_all_tables.n_ins_since_vacuum"
	}
	return "pg_stat_all_tables.n_dead_tup"
}

// workers is how many of autovacuum's workers are at work.
func workers(p *advice.Pass) []advice.Evidence {
	if p.Unseen(snapshot.AreaSessions) != nil {
		return nil
	}
	busy := 0
	for i := range p.Sessions {
		if p.Sessions[i].BackendType == "autovacuum worker" {
			busy++
		}
	}
	return []advice.Evidence{{
		Name: "autovacuum workers at work", Value: fmt.Sprintf("%d of %s", busy, p.SettingValue("autovacuum_max_workers")), Source: "pg_stat_activity.backend_type",
	}}
}
