package rebuild

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// foreignKeys makes the keys of partitioned tables after those of their
// partitions that have names of their own: the server makes the others.
func (s *script) foreignKeys() {
	var keys []*snapshot.Constraint
	for i := range s.Constraints {
		k := &s.Constraints[i]
		r := s.Relation(k.TableOID)
		if k.Type != "f" || !s.rebuilt(r) || s.cloned(k) {
			continue
		}
		if !s.rebuilt(s.Relation(k.RefTableOID)) {
			s.miss(keyObject(k, r), "", "the table that it references is not rebuilt", r.OID)
			continue
		}
		keys = append(keys, k)
	}
	slices.SortStableFunc(keys, func(a, b *snapshot.Constraint) int {
		return cmp.Compare(s.depth(s.Relation(b.TableOID)), s.depth(s.Relation(a.TableOID)))
	})
	for _, k := range keys {
		r := s.Relation(k.TableOID)
		sql := fmt.Sprintf("alter %s %s add constraint %s %s", relationKinds[r.Kind], r.PG(), pg.QuoteIdent(k.Name), s.ConstraintClause(k))
		if s.presumedValid(k, r) {
			sql += " not valid"
		}
		s.add(Statement{Object: keyObject(k, r), SQL: sql})
	}
}

func keyObject(k *snapshot.Constraint, r *snapshot.Relation) Object {
	return Object{Kind: "constraint", Name: pg.Name{Name: k.Name}, On: r.PG(), OID: k.OID, Relation: r.OID}
}

// presumedValid reports whether a key is made without the query that validates
// it, which costs as much as all the rest even where there is nothing to see,
// and marked as valid later. One of a partition must be valid to be taken for
// its parent's, and one on a partitioned table is several.
func (s *script) presumedValid(k *snapshot.Constraint, r *snapshot.Relation) bool {
	on := s.Relation(k.RefTableOID)
	return k.Validated && k.Enforced && r.Kind == "r" && !r.IsPartition && on != nil && on.Kind == "r"
}

// cloned reports whether the server makes the key with the one above it: for
// each partition of the referenced table, or in a partition under the same name.
func (s *script) cloned(k *snapshot.Constraint) bool {
	p := s.Constraint(k.ParentOID)
	return p != nil && (p.TableOID == k.TableOID || p.Name == k.Name && p.Schema == k.Schema)
}
