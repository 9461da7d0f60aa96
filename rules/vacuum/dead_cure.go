package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// cureScale is the scale factor that a table gets which allows itself too
// many dead rows.
const cureScale = "0.05"

// cureDead says why the dead rows are there, and what to do: let go of the
// snapshot that keeps them, make autovacuum come earlier, and vacuum.
func cureDead(p *advice.Pass, t *tree, all map[*snapshot.Relation]graveyard, g graveyard, evidence []advice.Evidence) ([]advice.Evidence, *advice.Fix) {
	fix := &advice.Fix{Summary: "vacuum the table", Caution: noUndo}
	h := keeper(p, g)
	switch {
	case h != nil:
		evidence = append(evidence, advice.Evidence{Name: "oldest snapshot", Value: fmt.Sprintf("%s, %s transactions back", h.what, advice.Count(float64(h.xids))), Source: horizonSource(*h)})
		fix.Summary = "autovacuum came and had to leave them for an old snapshot: " + h.fix.Summary + ", then vacuum"
		fix.Steps, fix.Undo, fix.Caution = h.fix.Steps, h.fix.Undo, h.fix.Caution
	case g.allowed > g.dead && g.part.Kind != "t" && !switchedOff(p, g.part):
		fix.Summary = "let autovacuum come at a twentieth of the table instead, and vacuum"
		fix.Caution = "The undo restores the old trigger; VACUUM itself changes no data."
		fix.Steps = t.steps(func(r *snapshot.Relation) []advice.Step { return earlier(all, r, false) })
		fix.Undo = t.steps(func(r *snapshot.Relation) []advice.Step { return earlier(all, r, true) })
	}
	fix.Steps = append(fix.Steps, t.steps(func(r *snapshot.Relation) []advice.Step { return []advice.Step{vacuumStep(r, "")} })...)
	return evidence, fix
}

// keeper is the old snapshot that made the last vacuum, a recent one, leave
// the dead rows: it was there before, and many transactions have passed since.
func keeper(p *advice.Pass, g graveyard) *holder {
	k := p.TableCountersOf(g.part.OID)
	last := latest(k.LastVacuum, k.LastAutovacuum)
	if last == nil || p.Age(last).Hours() >= overdueHours {
		return nil
	}
	for _, h := range holders(p) {
		if !h.catalogs && h.xids >= busyXIDs && (h.since == nil || h.since.Before(*last)) {
			return &h
		}
	}
	return nil
}

// earlier lowers, or restores, the parameters that let a table hold so many.
func earlier(all map[*snapshot.Relation]graveyard, r *snapshot.Relation, undo bool) []advice.Step {
	if g := all[r]; g.allowed <= g.dead || g.part.Kind == "t" {
		return nil
	}
	const scale, threshold = "autovacuum_vacuum_scale_factor", "autovacuum_vacuum_threshold"
	_, own := r.Option(threshold)
	switch {
	case undo && own:
		return []advice.Step{restoreOption(r, scale), restoreOption(r, threshold)}
	case undo:
		return []advice.Step{restoreOption(r, scale)}
	case own:
		return []advice.Step{setOption(r, scale, cureScale), resetOption(r, threshold)}
	}
	return []advice.Step{setOption(r, scale, cureScale)}
}
