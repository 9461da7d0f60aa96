package index

import (
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// duty is what an index does beside serving queries, in one clause; "" when
// nothing but queries would miss it. An index with a duty is never dropped as
// an index. That a plain unique index keeps duplicates out is not counted:
// who asks must look at Unique.
func duty(p *advice.Pass, x *snapshot.Index) string {
	switch {
	case x.Primary:
		return "it is the primary key"
	case x.ConstraintOID != 0 || x.Exclusion:
		if k := p.Constraint(x.ConstraintOID); k != nil {
			return "it backs constraint " + pg.QuoteIdent(k.Name)
		}
		return "it backs a constraint"
	case referencedBy(p, x) != nil:
		return "foreign key " + pg.QuoteIdent(referencedBy(p, x).Name) + " refers to it"
	case x.ReplicaIdentity:
		return "it is the replica identity"
	case x.Clustered:
		return "the table is clustered on it"
	}
	return ""
}

// referencedBy returns a foreign key that rests on the index, or nil.
func referencedBy(p *advice.Pass, x *snapshot.Index) *snapshot.Constraint {
	for _, k := range p.Referencing(x.TableOID) {
		if k.IndexOID == x.OID {
			return k
		}
	}
	return nil
}

// onlyUniqueConstraint returns the UNIQUE constraint that an index backs when
// that is its one duty, else nil.
func onlyUniqueConstraint(p *advice.Pass, x *snapshot.Index) *snapshot.Constraint {
	k := p.Constraint(x.ConstraintOID)
	if k == nil || k.Type != "u" || k.Period || k.Inherited || k.ParentOID != 0 ||
		referencedBy(p, x) != nil || x.ReplicaIdentity || x.Clustered {
		return nil
	}
	return k
}

// servesForeignKey returns a foreign key of the index's own table whose
// columns lead the index: without it a delete from the referenced table would
// read this one from end to end.
func servesForeignKey(p *advice.Pass, x *snapshot.Index) *snapshot.Constraint {
	keys := x.KeyColumns()
	for _, k := range p.ConstraintsOf(x.TableOID) {
		if k.Type != "f" || len(k.Columns) > len(keys) {
			continue
		}
		if !slices.ContainsFunc(k.Columns, func(c int16) bool { return !slices.Contains(keys[:len(k.Columns)], c) }) {
			return k
		}
	}
	return nil
}
