package constraint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// ForeignKeyCycle finds tables of which each needs a row of the next before
// it can have one of its own.
var ForeignKeyCycle = advice.Rule{
	ID:       "constraint/foreign-key-cycle",
	Title:    "tables that must reference each other in a circle",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints},
	Wants:    []snapshot.Area{snapshot.AreaTableCounters},
	Check: func(p *advice.Pass) {
		g := demands(p)
		for _, circle := range g.circles() {
			reportCycle(p, circle, g.within(circle).opening())
		}
	},
}

// maxListed is how many tables of a circle are named.
const maxListed = 6

func reportCycle(p *advice.Pass, circle []*snapshot.Relation, keys []*snapshot.Constraint) {
	var names []string
	f := advice.Finding{
		Object: p.ConstraintObject(keys[0]),
		Impact: advice.Impact{Summary: "the first row can be written only by one statement that writes to all of them; loading data table by table (pg_restore --data-only, logical replication's first copy, test fixtures) fails in every order"},
		Fix: &advice.Fix{
			Summary: "let the check wait for the end of the transaction when a transaction asks for it",
			Caution: "nothing changes for transactions that do not ask; those that write a whole circle begin with: set constraints all deferred",
		},
	}
	for _, t := range circle {
		names = append(names, t.PG().String())
		if len(names) <= maxListed {
			f.Evidence = append(f.Evidence, rowsEvidence(p, t))
		}
	}
	if more := len(names) - maxListed; more > 0 {
		names = append(names[:maxListed], fmt.Sprintf("and %d more", more))
	}
	f.Title = fmt.Sprintf("tables %s cannot get a first row: each must reference another one of them", strings.Join(names, ", "))
	for _, k := range keys {
		t := p.Relation(k.TableOID)
		change := func(how string) advice.Step {
			return advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"alter constraint "+pg.QuoteIdent(k.Name)+" "+how)
		}
		f.Evidence = append(f.Evidence, references(p, k))
		f.Fix.Steps = append(f.Fix.Steps, change("deferrable"))
		f.Fix.Undo = append(f.Fix.Undo, change("not deferrable"))
	}
	if !slices.ContainsFunc(circle, func(t *snapshot.Relation) bool { return p.Rows(t) == 0 }) {
		f.Severity = advice.Low // somebody has found a way
	}
	p.Report(f)
}
