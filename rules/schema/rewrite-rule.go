package schema

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// RewriteRule finds rules other than those that make a view a view.
var RewriteRule = advice.Rule{
	ID:       "schema/rewrite-rule",
	Title:    "a rule rewrites statements on a table or view",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaRules},
	Check: func(p *advice.Pass) {
		on := map[pg.OID]*snapshot.Relation{}
		for _, t := range p.UserRelations("r", "p", "v", "f") {
			on[t.OID] = t
		}
		for i := range p.Snapshot.Rules {
			r := &p.Snapshot.Rules[i]
			if t := on[r.TableOID]; t != nil && r.Enabled != "D" {
				reportRule(p, t, r)
			}
		}
	},
}

func reportRule(p *advice.Pass, t *snapshot.Relation, r *snapshot.Rule) {
	event := map[string]string{"2": "UPDATE", "3": "INSERT", "4": "DELETE"}[r.Event]
	does := "adds a command to"
	if r.Instead {
		does = "replaces"
	}
	kind := "trigger"
	if t.Kind == "v" {
		kind = "instead of trigger"
	}
	fix := &advice.Fix{
		Summary: "do the same with a trigger, and drop the rule",
		Steps: []advice.Step{
			advice.ByHand(fmt.Sprintf("in one transaction with the next step, create a %s for %s on %s that does what the rule does", kind, event, t.PG())),
			advice.Locking(pg.AccessExclusiveLock, t.PG(), "drop rule "+pg.QuoteIdent(r.Name)+" on "+t.PG().String()),
		},
		Caution: "a rule sees the statement and a trigger sees rows: compare what both do for a statement that touches several rows, or none",
	}
	if r.Definition != "" {
		fix.Undo = []advice.Step{advice.Locking(pg.AccessExclusiveLock, t.PG(), r.Definition)}
	} else {
		fix.Caution += "; the rule's definition is not in the snapshot: keep what pg_get_ruledef() prints"
	}
	p.Report(advice.Finding{
		Title:  fmt.Sprintf("rule %s %s every %s on %s", r.Name, does, event, t.PG()),
		Object: advice.Object{Kind: "rule", Schema: t.Schema, Name: r.Name, Table: t.Name},
		Evidence: []advice.Evidence{
			{Name: "event", Value: event, Source: "pg_rewrite.ev_type"},
			{Name: "instead", Value: r.Instead, Source: "pg_rewrite.is_instead"},
		},
		Impact: advice.Impact{Summary: "the rule copies the statement's expressions: volatile ones such as nextval() and random() run twice, with two results; RETURNING, COPY, ON CONFLICT and the row count do not work as written"},
		Fix:    fix,
	})
}
