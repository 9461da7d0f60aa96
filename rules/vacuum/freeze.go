package vacuum

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// manyTables is how many tables are vacuumed one by one; beyond that one
// VACUUM goes over the whole database.
const manyTables = 20

// freeze is the fix: let go of what keeps rows from being frozen, then vacuum
// the old tables, in an emergency without their indexes.
func (c *clock) freeze(p *advice.Pass, f *advice.Finding, old []*snapshot.Relation, limit int64) {
	fix := &advice.Fix{
		Summary: "vacuum the old tables, the oldest first",
		Caution: "There is nothing to undo: VACUUM changes no data. It reads every page that is not frozen; raise vacuum_cost_limit of the session, not of the server.",
	}
	options := "freeze"
	if f.Severity == advice.Critical {
		options = "index_cleanup off, truncate off"
		fix.Caution = "There is nothing to undo. This leaves the indexes' dead entries for an ordinary VACUUM afterwards, which buys the time to do it."
	}
	for _, h := range holders(p) {
		if h.catalogs || h.xids < limit/2 || c.ids != "transactions" {
			continue
		}
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "keeps rows from being frozen", Value: fmt.Sprintf("%s, %s transactions back", h.what, advice.Count(float64(h.xids))), Source: horizonSource(h)})
		fix.Steps = append(fix.Steps, h.fix.Steps...)
		fix.Undo = append(fix.Undo, h.fix.Undo...)
		fix.Summary = "let go of the old horizon, without which no vacuum can freeze, and vacuum the old tables"
		fix.Caution += " " + h.fix.Caution
	}
	fix.Steps = append(fix.Steps, vacuumAll(p, old, options)...)
	if p.Server.InRecovery {
		fix.Caution += " This is a standby: run it on the primary."
	}
	f.Fix = fix
}

// vacuumAll vacuums each table, or the database where there are many, or any
// table where none is old: the end of each VACUUM renews the database's age.
func vacuumAll(p *advice.Pass, old []*snapshot.Relation, options string) []advice.Step {
	var steps []advice.Step
	seen := map[string]bool{}
	for _, r := range old {
		if r.Persistence == "t" {
			steps = append(steps, advice.ByHand(fmt.Sprintf("end the session that temporary table %s belongs to: nobody else can vacuum it", r.PG())))
			continue
		}
		if r.Kind == "t" { // VACUUM of the table does its TOAST table as well
			if t := p.Relation(r.ToastOf); t != nil {
				r = t
			}
		}
		if !seen[r.PG().String()] {
			seen[r.PG().String()] = true
			steps = append(steps, vacuumStep(r, options))
		}
	}
	switch {
	case len(seen) > manyTables:
		return []advice.Step{advice.NoTransaction("vacuum (" + options + ")")}
	case len(steps) == 0:
		return []advice.Step{advice.NoTransaction("vacuum (" + options + ") pg_catalog.pg_class")}
	}
	return steps
}

// elsewhere is the fix for another database than the one we are connected to.
func elsewhere(d *snapshot.Database) *advice.Fix {
	how := fmt.Sprintf("run vacuumdb --freeze --dbname=%s, and the check-up on that database to see what holds it back", d.Name)
	if !d.AllowConn {
		how = fmt.Sprintf("alter database %s to allow connections, run vacuumdb --freeze on it, and forbid them again", d.Name)
	}
	return &advice.Fix{Summary: "vacuum that database", Steps: []advice.Step{advice.ByHand(how)}, Caution: "There is nothing to undo: VACUUM changes no data."}
}
