package constraint

import (
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// DeferrableUnique finds tables whose only key is deferrable, and primary
// keys that are.
var DeferrableUnique = advice.Rule{
	ID:       "constraint/deferrable-unique",
	Title:    "a key that is deferrable, so that little can rest on it",
	Severity: advice.Medium,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaIndexes, snapshot.AreaConstraints},
	Wants:    []snapshot.Area{snapshot.AreaPublications, snapshot.AreaPublicationTables},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserTables() {
			for _, k := range p.ConstraintsOf(t.OID) {
				// A deferrable UNIQUE beside another key is how positions in
				// a list are swapped.
				unique := k.Type == "p" || k.Type == "u"
				if unique && k.Deferrable && !k.Period && k.Extension == "" && !k.Inherited && k.ParentOID == 0 && p.Index(k.IndexOID) != nil &&
					(k.Type == "p" || !immediateKey(p, t)) {
					reportDeferrable(p, t, k)
				}
			}
		}
	},
}

// immediateKey reports whether the table has a key that is checked at once
// and holds for all rows.
func immediateKey(p *advice.Pass, t *snapshot.Relation) bool {
	return slices.ContainsFunc(p.IndexesOf(t.OID), func(x *snapshot.Index) bool {
		return x.Unique && x.Immediate && (x.Valid || x.Kind == "I") && x.Predicate == "" && !x.HasExpressions()
	})
}

func reportDeferrable(p *advice.Pass, t *snapshot.Relation, k *snapshot.Constraint) {
	kind, initially := "unique constraint", "immediate"
	if k.Type == "p" {
		kind = "primary key"
	}
	if k.Deferred {
		initially = "deferred"
	}
	f := advice.Finding{
		Title:  fmt.Sprintf("%s %s is deferrable: no foreign key and no ON CONFLICT can use it", kind, called(p, k)),
		Object: p.ConstraintObject(k),
		Evidence: []advice.Evidence{
			{Name: "condeferrable", Value: k.Deferrable, Source: "pg_constraint.condeferrable"},
			{Name: "initially", Value: initially, Source: "pg_constraint.condeferred"},
			{Name: "table has another key", Value: immediateKey(p, t), Source: "pg_index.indimmediate"},
			rowsEvidence(p, t),
		},
		Impact: advice.Impact{Summary: "it is no replica identity either, the planner cannot count on one row for a value, and each violation costs a queued check"},
		Fix:    undefer(p, t, k),
	}
	if immediateKey(p, t) {
		f.Severity = advice.Low
	}
	if pub := published(p, t); pub != "" && k.Type == "p" && t.ReplicaIdentity == "d" {
		f.Severity = advice.High
		f.Title += fmt.Sprintf(", and updates and deletes fail since publication %s has the table", pg.QuoteIdent(pub))
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "publication", Value: pub, Source: "pg_publication_tables"})
	}
	p.Report(f)
}

// published returns a publication that sends the table's updates or deletes.
func published(p *advice.Pass, t *snapshot.Relation) string {
	for _, x := range p.PublicationTables {
		if x.TableOID != t.OID {
			continue
		}
		for i := range p.Publications {
			if pub := &p.Publications[i]; pub.Name == x.Publication && (pub.Update || pub.Delete) {
				return pub.Name
			}
		}
	}
	return ""
}

// undefer is the fix that makes the constraint an immediate one.
func undefer(p *advice.Pass, t *snapshot.Relation, k *snapshot.Constraint) *advice.Fix {
	const caution = "A statement that relies on the check coming late (SET CONSTRAINTS, swapping two values) fails afterwards"
	x := p.Index(k.IndexOID)
	summary := "make it not deferrable"
	if t.Kind == "p" {
		plain := *k
		plain.Deferrable, plain.Deferred = false, false
		swap := func(to *snapshot.Constraint) advice.Step {
			name := pg.QuoteIdent(k.Name)
			return advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"drop constraint "+name+", add constraint "+name+" "+p.ConstraintClause(to))
		}
		return &advice.Fix{
			Summary: summary, Steps: []advice.Step{swap(&plain)}, Undo: []advice.Step{swap(k)},
			Caution: "Builds the index of every partition anew under ACCESS EXCLUSIVE: there is no other way for a partitioned table. " + caution,
		}
	}
	def := *x
	def.Name = advice.NewName(p.RelationNameTaken(t.Schema), x.Name, "new")
	build := advice.Concurrently(t.PG(), p.IndexDefinition(&def, true))
	return &advice.Fix{
		Summary: summary,
		Steps:   []advice.Step{build, swapConstraint(t, k, def.Name, false, false)},
		Undo:    []advice.Step{build, swapConstraint(t, k, def.Name, true, k.Deferred)},
		Caution: caution,
	}
}
