package vacuum

import (
	"fmt"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Overdue finds tables that autovacuum should have come to long ago.
var Overdue = advice.Rule{
	ID:       "vacuum/overdue",
	Title:    "autovacuum has not come to a table that is past its trigger",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaTableCounters, snapshot.AreaSettings},
	Wants:    []snapshot.Area{snapshot.AreaDatabaseCounters, snapshot.AreaProgress, snapshot.AreaSessions},
	Thresholds: []advice.Threshold{
		{Name: "times", Default: overdueTimes, Unit: "times", Doc: "so far past the trigger is overdue"},
		{Name: "hours", Default: overdueHours, Unit: "hours", Doc: "a table vacuumed more recently is being kept up with"},
		{Name: "min_rows", Default: minDeadRows, Unit: "rows", Doc: "fewer dead or inserted rows do not matter"},
		{Name: "many_tables", Default: 15, Unit: "tables", Doc: "from so many overdue tables on autovacuum as a whole is too slow, and the findings are high"},
	},
	Check: func(p *advice.Pass) {
		if standby(p) || youngCounters(p, p.Threshold("hours")/24) {
			return
		}
		late := map[*snapshot.Relation]debt{}
		var rs []*snapshot.Relation
		for _, r := range stored(p) {
			d := debtOf(p, r, p.Threshold("times"), p.Threshold("hours"), p.Threshold("min_rows"))
			if d.what != "" {
				late[r] = d
				rs = append(rs, r)
			}
		}
		for _, t := range byRoot(p, rs) {
			reportOverdue(p, t, late)
		}
	},
}

const (
	overdueTimes = 2
	overdueHours = 3
	minDeadRows  = 10_000
)

// debt is how far a table, or its TOAST table, is past the trigger that
// brings autovacuum. what is "" where it is not.
type debt struct {
	what    string // dead rows, inserted rows
	toast   bool
	rows    float64
	limit   float64
	last    *time.Time // of the last vacuum
	formula string
}

// debtOf is the worse debt of a table and its TOAST table. A table that
// autovacuum is switched off for owes nothing: other rules report that.
func debtOf(p *advice.Pass, r *snapshot.Relation, times, hours, minRows float64) debt {
	var worst debt
	if globallyOff(p) || running(p, r, "vacuum") {
		return worst
	}
	for _, part := range []*snapshot.Relation{r, p.Relation(r.ToastOID)} {
		if part == nil || switchedOff(p, part) {
			continue
		}
		k := p.TableCountersOf(part.OID)
		if k == nil {
			continue
		}
		d := debt{toast: part != r, last: latest(k.LastVacuum, k.LastAutovacuum)}
		if d.last != nil && p.Age(d.last).Hours() < hours {
			continue
		}
		d.measure(p, part, k, times, minRows)
		if d.what != "" && (worst.what == "" || d.rows/d.limit > worst.rows/worst.limit) {
			worst = d
		}
	}
	return worst
}

func (d *debt) measure(p *advice.Pass, r *snapshot.Relation, k *snapshot.TableCounters, times, minRows float64) {
	a := trigger(p, r)
	if dead, limit := float64(k.DeadTup), a.DeadRowsAllowed(r.Tuples); dead >= minRows && dead > times*max(1, limit) {
		d.what, d.rows, d.limit = "dead rows", dead, max(1, limit)
		d.formula = fmt.Sprintf("autovacuum_vacuum_threshold %.0f + autovacuum_vacuum_scale_factor %g × reltuples %.0f", a.VacuumThreshold, a.VacuumScaleFactor, max(0, r.Tuples))
		if a.VacuumMaxThreshold >= 0 && limit == a.VacuumMaxThreshold {
			d.formula = fmt.Sprintf("autovacuum_vacuum_max_threshold %.0f", a.VacuumMaxThreshold)
		}
		return
	}
	unfrozen := unfrozenShare(p, r)
	inserted := float64(k.InsSinceVacuum)
	if limit, ok := a.InsertsAllowed(r.Tuples, unfrozen); ok && inserted >= minRows && inserted > times*max(1, limit) {
		d.what, d.rows, d.limit = "inserted rows", inserted, max(1, limit)
		d.formula = fmt.Sprintf("autovacuum_vacuum_insert_threshold %.0f + autovacuum_vacuum_insert_scale_factor %g × reltuples %.0f", a.InsertThreshold, a.InsertScaleFactor, max(0, r.Tuples))
		if p.Major() >= 18 {
			d.formula += fmt.Sprintf(" × unfrozen share %.2f", unfrozen)
		}
	}
}
