package vacuum

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TableAutovacuumOff finds tables that autovacuum leaves alone because the
// table, or its TOAST table, says so, and that nobody vacuums instead.
var TableAutovacuumOff = advice.Rule{
	ID:       "vacuum/table-autovacuum-off",
	Title:    "a table, or its TOAST table, excludes itself from autovacuum",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaTableCounters},
	Wants:    []snapshot.Area{snapshot.AreaSizes},
	Thresholds: []advice.Threshold{
		{Name: "manual_days", Default: 7, Unit: "days", Doc: "a table vacuumed by hand at least twice, the last time within these days, has a schedule of its own"},
		{Name: "large_bytes", Default: 1 << 30, Unit: "bytes", Doc: "from this size on the finding is high"},
		{Name: "dead_percent", Default: 20, Unit: "percent", Doc: "from this share of dead rows on the finding is high"},
	},
	Check: func(p *advice.Pass) {
		var off []*snapshot.Relation
		for _, r := range stored(p) {
			if (optionOff(r) || toastOff(p, r)) && !scheduled(p, r) {
				off = append(off, r)
			}
		}
		for _, t := range byRoot(p, off) {
			reportTableOff(p, t)
		}
	},
}

// toastOff reports whether the TOAST table itself says so.
func toastOff(p *advice.Pass, r *snapshot.Relation) bool {
	t := p.Relation(r.ToastOID)
	return t != nil && optionOff(t)
}

// scheduled reports whether somebody vacuums the table by hand, and lately.
func scheduled(p *advice.Pass, r *snapshot.Relation) bool {
	k := p.TableCountersOf(r.OID)
	return k != nil && k.LastVacuum != nil && k.VacuumCount >= 2 && p.Age(k.LastVacuum).Hours() < 24*p.Threshold("manual_days")
}

func reportTableOff(p *advice.Pass, t *tree) {
	var bytes, live, dead int64
	var params []string
	for _, r := range t.leaves {
		bytes += r.Bytes
		if k := p.TableCountersOf(r.OID); k != nil {
			live, dead = live+k.LiveTup, dead+k.DeadTup
		}
		if r.ToastOID != 0 && toastOff(p, r) {
			bytes += p.Relation(r.ToastOID).Bytes
		}
		params = append(params, offParameters(p, r)...)
	}
	f := advice.Finding{
		Title:  fmt.Sprintf("Autovacuum passes over %s: %s", t.subject(), strings.Join(distinct(params), " and ")),
		Object: advice.TableObject(t.root),
		Evidence: append(t.which(),
			sizeEvidence("size", bytes, t.leaves),
			p.Counted("live rows", live, "pg_stat_all_tables.n_live_tup"),
			p.Counted("dead rows", dead, "pg_stat_all_tables.n_dead_tup")),
		Impact: advice.Impact{Summary: "dead rows stay, the table and its indexes grow with every update and delete, and its statistics age; only a forced vacuum against wraparound still comes"},
		Fix: &advice.Fix{
			Summary: "let autovacuum come again",
			Steps:   t.steps(func(r *snapshot.Relation) []advice.Step { return offSteps(p, r, resetOff) }),
			Undo:    t.steps(func(r *snapshot.Relation) []advice.Step { return offSteps(p, r, setOption) }),
			Caution: "The next autovacuum of a table that was left alone for long reads all of it; it does not block reads or writes.",
		},
	}
	if share := float64(dead) / max(1, float64(live+dead)); float64(bytes) >= p.Threshold("large_bytes") || 100*share >= p.Threshold("dead_percent") {
		f.Severity = advice.High
	}
	p.Report(f)
}

// offParameters says which parameters switch autovacuum off.
func offParameters(p *advice.Pass, r *snapshot.Relation) []string {
	var out []string
	if optionOff(r) {
		out = append(out, "autovacuum_enabled is off")
	}
	if toastOff(p, r) {
		out = append(out, "toast.autovacuum_enabled is off")
	}
	return out
}

// offSteps makes a step for each parameter that switches autovacuum off, of
// its name and its present value.
func offSteps(p *advice.Pass, r *snapshot.Relation, step func(r *snapshot.Relation, name, value string) advice.Step) []advice.Step {
	var out []advice.Step
	if optionOff(r) {
		value, _ := r.Option("autovacuum_enabled")
		out = append(out, step(r, "autovacuum_enabled", value))
	}
	if toastOff(p, r) {
		value, _ := p.Relation(r.ToastOID).Option("autovacuum_enabled")
		out = append(out, step(r, "toast.autovacuum_enabled", value))
	}
	return out
}

func resetOff(r *snapshot.Relation, name, _ string) advice.Step { return resetOption(r, name) }

func distinct(words []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, w := range words {
		if !seen[w] {
			seen[w] = true
			out = append(out, w)
		}
	}
	return out
}
