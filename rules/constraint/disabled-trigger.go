package constraint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// DisabledTrigger finds triggers that do not fire, first of all those that
// enforce foreign keys.
var DisabledTrigger = advice.Rule{
	ID:       "constraint/disabled-trigger",
	Title:    "a trigger, or a foreign key's own, is disabled",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints, snapshot.AreaTriggers},
	Check: func(p *advice.Pass) {
		off := map[pg.OID]*snapshot.Trigger{}
		var user []*snapshot.Trigger
		enforcing := map[*snapshot.Constraint][]*snapshot.Trigger{}
		for _, t := range p.UserRelations("r", "p", "f") {
			for _, g := range p.TriggersOf(t.OID) {
				if g.Enabled != "D" {
					continue
				}
				off[g.OID] = g
				// Up to PostgreSQL 13 a partition's copy of a user's trigger counts
				// as internal.
				if !g.Internal || g.ConstraintOID == 0 && g.ParentOID != 0 {
					user = append(user, g)
				} else if k := declared(p, p.Constraint(g.ConstraintOID)); k != nil && p.Relation(k.TableOID) != nil {
					enforcing[k] = append(enforcing[k], g)
				}
			}
		}
		for _, k := range sortedConstraints(enforcing) {
			if k.Type == "f" {
				reportUnenforcedKey(p, k, enforcing[k])
			} else {
				reportUncheckedUnique(p, k, enforcing[k])
			}
		}
		for _, g := range user {
			if off[g.ParentOID] == nil { // a partition's copy is reported at its parent
				reportUserTrigger(p, g)
			}
		}
	},
}

// declared is the constraint that was declared, of which k is a partition's
// copy, or k itself.
func declared(p *advice.Pass, k *snapshot.Constraint) *snapshot.Constraint {
	for k != nil && k.ParentOID != 0 && p.Constraint(k.ParentOID) != nil {
		k = p.Constraint(k.ParentOID)
	}
	return k
}

func sortedConstraints(m map[*snapshot.Constraint][]*snapshot.Trigger) []*snapshot.Constraint {
	var out []*snapshot.Constraint
	for k := range m {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b *snapshot.Constraint) int { return cmp.Compare(a.OID, b.OID) })
	return out
}

// hosts are the tables that some triggers are on, each once.
func hosts(p *advice.Pass, triggers []*snapshot.Trigger) []string {
	var out []string
	for _, g := range triggers {
		if name := p.Relation(g.TableOID).PG().String(); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

func disabledEvidence(p *advice.Pass, triggers []*snapshot.Trigger) advice.Evidence {
	return advice.Evidence{Name: "disabled triggers on " + strings.Join(hosts(p, triggers), ", "), Value: len(triggers), Source: "pg_trigger.tgenabled"}
}

func reportUnenforcedKey(p *advice.Pass, k *snapshot.Constraint, triggers []*snapshot.Trigger) {
	t := p.Relation(k.TableOID)
	p.Report(advice.Finding{
		Severity: advice.Critical,
		Title:    fmt.Sprintf("foreign key %s does not work: its triggers on %s are disabled", called(p, k), strings.Join(hosts(p, triggers), " and ")),
		Object:   p.ConstraintObject(k),
		Evidence: []advice.Evidence{references(p, k), disabledEvidence(p, triggers), rowsEvidence(p, t)},
		Impact:   advice.Impact{Summary: "rows may reference nothing, and nobody is told: the catalog still calls the foreign key valid"},
		Fix: &advice.Fix{
			Summary: "make the foreign key anew, which enables it, and check the rows that are there",
			Steps:   readd(p, k, "drop constraint "+pg.QuoteIdent(k.Name)+", "),
			Caution: "locks both tables for an instant, then reads beside reads and writes; there is no undo, since the state before let broken references in. Ask first whether a bulk load is running that means to enable the triggers itself. If the validation fails, new rows are checked already; repair or remove what this lists, and validate again: " + orphans(p, k),
		},
	})
}

// reportUncheckedUnique is about the trigger that checks a deferrable unique
// constraint again at the end.
func reportUncheckedUnique(p *advice.Pass, k *snapshot.Constraint, triggers []*snapshot.Trigger) {
	fix := &advice.Fix{
		Summary: "enable the trigger",
		Caution: "only a superuser may: it is the server's own trigger. Duplicates that came in stay; this lists them: " + duplicates(p, k),
	}
	for _, g := range triggers {
		t := p.Relation(g.TableOID)
		fix.Steps = append(fix.Steps, switchTrigger(t, "enable", g))
		fix.Undo = append(fix.Undo, switchTrigger(t, "disable", g))
	}
	p.Report(advice.Finding{
		Severity: advice.Critical,
		Title:    fmt.Sprintf("deferrable constraint %s does not keep duplicates out: its trigger is disabled", called(p, k)),
		Object:   p.ConstraintObject(k),
		Evidence: []advice.Evidence{references(p, k), disabledEvidence(p, triggers)},
		Impact:   advice.Impact{Summary: "an insert that finds a duplicate leaves the verdict to a check that never comes"},
		Fix:      fix,
	})
}

// duplicates is the query that lists what breaks a unique constraint.
func duplicates(p *advice.Pass, k *snapshot.Constraint) string {
	t := p.Relation(k.TableOID)
	list := pg.QuoteIdents(t.ColumnNames(k.Columns))
	return fmt.Sprintf("select %s, count(*) from %s group by %s having count(*) > 1", list, t.PG(), list)
}

func switchTrigger(t *snapshot.Relation, how string, g *snapshot.Trigger) advice.Step {
	return advice.Locking(pg.ShareRowExclusiveLock, t.PG(), alter(t)+how+" trigger "+pg.QuoteIdent(g.Name))
}

func reportUserTrigger(p *advice.Pass, g *snapshot.Trigger) {
	t := p.Relation(g.TableOID)
	p.Report(advice.Finding{
		Title:  fmt.Sprintf("trigger %s of %s is disabled", pg.QuoteIdent(g.Name), t.PG()),
		Object: advice.Object{Kind: "trigger", Schema: t.Schema, Name: g.Name, Table: t.Name},
		Evidence: []advice.Evidence{
			{Name: "tgenabled", Value: g.Enabled, Source: "pg_trigger.tgenabled"},
			{Name: "function", Value: g.Function.String(), Source: "pg_trigger.tgfoid"},
		},
		Impact: advice.Impact{Summary: fmt.Sprintf("what %s checks, fills in or records has not happened for rows written since then", g.Function)},
		Fix: &advice.Fix{
			Summary: "enable the trigger",
			Steps:   []advice.Step{switchTrigger(t, "enable", g)},
			Undo:    []advice.Step{switchTrigger(t, "disable", g)},
			Caution: "rows written while it was off are as they are: decide whether its work must be done for them; drop a trigger that nobody wants back",
		},
	})
}
