package rebuild

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// links joins what stands alone: parents and children, keys and what they
// reference, tables and what hangs on them.
func (s *script) links() {
	from := len(s.plan.Statements)
	s.inheritance()
	s.attachPartitions()
	s.attachIndexes()
	s.foreignKeys()
	s.statistics()
	s.triggers()
	s.rules()
	s.policies()
	for i := from; i < len(s.plan.Statements); i++ {
		s.plan.Statements[i].Stage = Links
	}
}

// inheritance also makes typed tables so.
func (s *script) inheritance() {
	for i := range s.Relations {
		r := &s.Relations[i]
		if !s.rebuilt(r) {
			continue
		}
		if r.OfType != "" {
			s.add(Statement{Object: relationObject(r), SQL: "alter table " + r.PG().String() + " of " + r.OfType})
		}
		if r.IsPartition {
			continue
		}
		for _, oid := range r.Parents {
			if p := s.Relation(oid); s.rebuilt(p) {
				s.add(Statement{Object: relationObject(r), SQL: fmt.Sprintf("alter %s %s inherit %s", relationKinds[r.Kind], r.PG(), p.PG())})
			}
		}
	}
}

// attachPartitions goes from the roots down, so that a subtree is still empty
// when its constraint is checked, and takes a default partition last.
func (s *script) attachPartitions() {
	var parts []*snapshot.Relation
	for i := range s.Relations {
		if r := &s.Relations[i]; r.IsPartition && s.rebuilt(r) && len(r.Parents) == 1 {
			parts = append(parts, r)
		}
	}
	isDefault := func(r *snapshot.Relation) int {
		if r.PartitionBound == "DEFAULT" {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(parts, func(a, b *snapshot.Relation) int {
		return cmp.Or(cmp.Compare(s.depth(a), s.depth(b)), cmp.Compare(isDefault(a), isDefault(b)), cmp.Compare(a.OID, b.OID))
	})
	for _, r := range parts {
		p := s.Relation(r.Parents[0])
		if !s.rebuilt(p) {
			continue
		}
		if r.PartitionBound == "" || p.PartKey == "" {
			s.miss(relationObject(r), "a table of its own", "the snapshot has not its bound or its parent's key", r.OID, p.OID)
			continue
		}
		s.add(Statement{Object: relationObject(r), SQL: fmt.Sprintf("alter table only %s attach partition %s %s", p.PG(), r.PG(), r.PartitionBound)})
	}
}

// depth is how many parents there are above a partition.
func (s *script) depth(r *snapshot.Relation) int {
	n := 0
	for r != nil && r.IsPartition && len(r.Parents) == 1 {
		n++
		r = s.Relation(r.Parents[0])
	}
	return n
}

// attachIndexes makes the indexes of the partitioned tables that are to be
// paired one by one, from the leaves up.
func (s *script) attachIndexes() {
	for i := range s.Indexes {
		x := &s.Indexes[i]
		if r := s.Relation(x.TableOID); s.rebuilt(r) && x.Kind == "I" && s.explicit[s.Root(r).OID] {
			if why, _ := s.lacksIndex(x); why == "" {
				s.add(Statement{Object: indexObject(x, r), SQL: s.createIndex(x, r, true)})
			}
		}
	}
	var parts []*snapshot.Index
	for i := range s.Indexes {
		x := &s.Indexes[i]
		p := s.Index(x.ParentOID)
		if p == nil || s.Relation(p.TableOID) == nil || s.Relation(p.TableOID).PartKey == "" {
			continue
		}
		if r := s.Relation(x.TableOID); s.rebuilt(r) && s.explicit[s.Root(r).OID] {
			parts = append(parts, x)
		}
	}
	slices.SortStableFunc(parts, func(a, b *snapshot.Index) int {
		return cmp.Compare(s.depth(s.Relation(b.TableOID)), s.depth(s.Relation(a.TableOID)))
	})
	for _, x := range parts {
		s.add(Statement{Object: indexObject(x, s.Relation(x.TableOID)), SQL: fmt.Sprintf("alter index %s attach partition %s", s.Index(x.ParentOID).PG(), x.PG())})
	}
}

// statistics makes the statistics objects in the order of their OIDs: of two
// that cover as much, the planner takes the first.
func (s *script) statistics() {
	for i := range s.ExtendedStatistics {
		x := &s.ExtendedStatistics[i]
		r := s.Relation(x.TableOID)
		if !s.rebuilt(r) {
			continue
		}
		o := Object{Kind: "statistics", Name: pg.Name{Schema: x.Schema, Name: x.Name}, On: r.PG(), OID: x.OID, Relation: r.OID}
		on := r.ColumnNames(x.Columns)
		for j := range on {
			on[j] = pg.QuoteIdent(on[j])
		}
		expressions := splitList(s.expression(x.Expressions))
		for _, e := range expressions {
			on = append(on, "("+e+")")
		}
		if slices.Contains(x.Kinds, "e") && len(expressions) == 0 {
			s.miss(o, "", "the snapshot has not its expressions", r.OID)
			continue
		}
		var kinds []string
		for _, k := range x.Kinds {
			if name := map[string]string{"d": "ndistinct", "f": "dependencies", "m": "mcv"}[k]; name != "" {
				kinds = append(kinds, name)
			}
		}
		list := ""
		if len(kinds) > 0 {
			list = " (" + strings.Join(kinds, ", ") + ")"
		}
		s.add(Statement{Object: o, SQL: fmt.Sprintf("create statistics %s%s on %s from %s", o.Name, list, strings.Join(on, ", "), r.PG())})
	}
}
