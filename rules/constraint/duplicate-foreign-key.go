package constraint

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// DuplicateForeignKey finds foreign keys that say what another one says.
var DuplicateForeignKey = advice.Rule{
	ID:       "constraint/duplicate-foreign-key",
	Title:    "two foreign keys on the same columns to the same key",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaConstraints, snapshot.AreaIndexes},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserRelations("r", "p") {
			own := foreignKeysOf(p, t)
			if len(own) == 0 || len(p.ConstraintsOf(t.OID)) < 2 {
				continue
			}
			groups := map[string][]*snapshot.Constraint{}
			for _, k := range p.ConstraintsOf(t.OID) {
				if k.Type == "f" {
					groups[link(k)] = append(groups[link(k)], k)
				}
			}
			for _, k := range own {
				if keep := keeper(p, groups[link(k)]); keep != k {
					reportDuplicateKey(p, t, k, keep)
				}
			}
		}
	},
}

// link is what a foreign key ties to what, whatever the order of its columns.
func link(k *snapshot.Constraint) string {
	pairs := make([]string, len(k.Columns))
	for i, c := range k.Columns {
		pairs[i] = fmt.Sprint(c)
		if i < len(k.RefColumns) {
			pairs[i] += fmt.Sprint("=", k.RefColumns[i])
		}
	}
	slices.Sort(pairs)
	return fmt.Sprint(k.RefTableOID, pairs)
}

// keeper is the one of some equal foreign keys that should stay: a partition's
// copy of its parent's, which cannot go; one that holds for all rows; one on
// the primary key; the oldest.
func keeper(p *advice.Pass, same []*snapshot.Constraint) *snapshot.Constraint {
	rank := func(k *snapshot.Constraint) int {
		n := 0
		x := p.Index(k.IndexOID)
		for i, good := range []bool{x != nil && x.Primary, k.Validated, k.Enforced, k.ParentOID != 0 || k.Inherited} {
			if good {
				n |= 1 << i
			}
		}
		return n
	}
	return slices.MinFunc(same, func(a, b *snapshot.Constraint) int {
		return cmp.Or(cmp.Compare(rank(b), rank(a)), cmp.Compare(a.OID, b.OID))
	})
}

func reportDuplicateKey(p *advice.Pass, t *snapshot.Relation, k, keep *snapshot.Constraint) {
	f := advice.Finding{
		Title:    fmt.Sprintf("foreign key %s is the same as %s", called(p, k), pg.QuoteIdent(keep.Name)),
		Object:   p.ConstraintObject(k),
		Evidence: []advice.Evidence{references(p, k), references(p, keep)},
		Impact:   advice.Impact{Summary: "every insert into " + t.PG().String() + ", and every delete from " + p.Relation(k.RefTableOID).PG().String() + ", checks the same reference twice"},
	}
	drop := advice.Locking(pg.AccessExclusiveLock, t.PG(), alter(t)+"drop constraint "+pg.QuoteIdent(k.Name))
	const caution = "dropping a foreign key takes ACCESS EXCLUSIVE on the referenced table too, for an instant: set lock_timeout"
	if !sameActions(k, keep) {
		f.Severity = advice.Medium
		f.Title = fmt.Sprintf("foreign key %s contradicts %s, which is on the same columns", called(p, k), pg.QuoteIdent(keep.Name))
		f.Impact.Summary = "which of the two acts first on a delete or an update depends on the order in which they were created; " + f.Impact.Summary
		f.Fix = &advice.Fix{
			Summary: "keep the one whose actions are meant",
			Steps:   []advice.Step{advice.ByHand("decide which of the two definitions is meant, and drop the constraint with the other: " + drop.SQL + ", or the same for " + pg.QuoteIdent(keep.Name))},
			Caution: caution + "; the undo is to add the dropped constraint again, with NOT VALID and VALIDATE",
		}
		p.Report(f)
		return
	}
	f.Fix = &advice.Fix{
		Summary: "drop " + pg.QuoteIdent(k.Name) + "; " + pg.QuoteIdent(keep.Name) + " goes on doing its work",
		Steps:   []advice.Step{drop},
		Undo:    restore(p, k),
		Caution: caution,
	}
	p.Report(f)
}

// sameActions reports whether two foreign keys behave alike where they differ
// in more than name and age.
func sameActions(a, b *snapshot.Constraint) bool {
	return a.OnUpdate == b.OnUpdate && a.OnDelete == b.OnDelete && slices.Equal(a.OnDeleteColumns, b.OnDeleteColumns) && a.Match == b.Match &&
		a.Deferrable == b.Deferrable && a.Deferred == b.Deferred && a.Period == b.Period
}

// restore brings a dropped foreign key back as it was.
func restore(p *advice.Pass, k *snapshot.Constraint) []advice.Step {
	if k.Validated && k.Enforced {
		return readd(p, k, "")
	}
	t := p.Relation(k.TableOID)
	return []advice.Step{advice.Locking(pg.ShareRowExclusiveLock, t.PG(),
		alter(t)+"add constraint "+pg.QuoteIdent(k.Name)+" "+p.ConstraintClause(k))}
}
