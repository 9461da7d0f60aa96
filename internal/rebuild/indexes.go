package rebuild

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// indexes adds the indexes and the constraints that they back, those of each
// relation in the order of their OIDs: of two that cost the same, the planner
// takes the one with the lower. An index of a partitioned table is made while
// that has no partition yet; when they are attached, the server pairs their
// indexes with it, unless it would pair others than are paired in the snapshot.
func (s *script) indexes() {
	s.findUnpaired()
	before := map[pg.OID]key{}
	for i := range s.Indexes {
		x := &s.Indexes[i]
		r := s.Relation(x.TableOID)
		if !s.rebuilt(r) {
			continue
		}
		if why, standIn := s.lacksIndex(x); why != "" {
			s.miss(indexObject(x, r), standIn, why, r.OID)
			if standIn == "" {
				continue
			}
		}
		if x.Kind == "I" && s.explicit[s.Root(r).OID] {
			continue
		}
		n := &node{key: key{classRelation, x.OID}, rank: rankIndex, lane: r.OID, needs: []key{{classRelation, r.OID}}}
		n.needs = append(n.needs, keysOf(s.needs[n.key])...)
		if b, ok := before[r.OID]; ok {
			n.needs = append(n.needs, b)
		}
		before[r.OID] = n.key
		n.whole = []Statement{{Object: indexObject(x, r), SQL: s.createIndex(x, r, false)}}
		s.graph.add(n, key{classConstraint, x.ConstraintOID})
	}
}

func indexObject(x *snapshot.Index, r *snapshot.Relation) Object {
	return Object{Kind: "index", Name: x.PG(), On: r.PG(), OID: x.OID, Relation: r.OID}
}

// createIndex makes the index, by way of its constraint if it has one. alone
// leaves the partitions of its table out.
func (s *script) createIndex(x *snapshot.Index, r *snapshot.Relation, alone bool) string {
	k := s.Constraint(x.ConstraintOID)
	if k == nil {
		here := *x
		here.Tablespace = s.place(x.Tablespace)
		return s.expression(s.IndexDefinition(&here, false))
	}
	only := ""
	if alone {
		only = "only "
	}
	clause := s.ConstraintClause(k)
	if k.Type == "p" || k.Type == "u" {
		if at := strings.LastIndex(clause, " deferrable"); at >= 0 && k.Deferrable {
			clause = clause[:at] + s.indexTablespace(x) + clause[at:]
		} else {
			clause += s.indexTablespace(x)
		}
	}
	return fmt.Sprintf("alter table %s%s add constraint %s %s", only, r.PG(), pg.QuoteIdent(k.Name), s.expression(clause))
}

func (s *script) indexTablespace(x *snapshot.Index) string {
	if s.place(x.Tablespace) == "" {
		return ""
	}
	return " using index tablespace " + pg.QuoteIdent(x.Tablespace)
}

// lacksIndex says why an index cannot be had as it is, and what takes its place.
func (s *script) lacksIndex(x *snapshot.Index) (why, standIn string) {
	for _, k := range x.Keys {
		if k.Attnum == 0 && k.Expression == "" {
			return "the snapshot has not its expressions", ""
		}
	}
	if x.Predicate == "" && len(x.PredicateColumns) > 0 && !x.HasExpressions() {
		return "the snapshot has not its predicate", ""
	}
	if k := s.Constraint(x.ConstraintOID); k != nil && k.Type == "x" && k.Definition == "" {
		return "the snapshot has no definition of its constraint", ""
	}
	_, why = s.lackingOf(key{classRelation, x.OID})
	if why == "" {
		return "", ""
	}
	own := slices.ContainsFunc(x.Keys, func(k snapshot.IndexKey) bool { return k.Opclass.Schema != "pg_catalog" && !k.OpclassDefault })
	onText := x.AccessMethod == "btree" || x.AccessMethod == "hash"
	foreign := slices.ContainsFunc(x.Keys, func(k snapshot.IndexKey) bool { return k.Opclass.Schema != "pg_catalog" })
	switch {
	case own, foreign && !onText, !foreign && !slices.Contains(builtinMethods, x.AccessMethod):
		return why, ""
	case foreign:
		return why, "an index of the same columns as text"
	}
	return why, "an index over a stand-in of its function"
}

var builtinMethods = []string{"btree", "hash", "gist", "gin", "spgist", "brin"}

// findUnpaired marks the partition trees whose indexes the server would not
// pair on its own as the snapshot has them.
func (s *script) findUnpaired() {
	for i := range s.Relations {
		r := &s.Relations[i]
		if r.IsPartition && r.Kind != "f" && s.rebuilt(r) && len(r.Parents) == 1 && !s.pairsAlike(r, r.Parents[0]) {
			s.explicit[s.Root(r).OID] = true
		}
	}
}

// pairsAlike repeats what ATTACH PARTITION does: for each index of the parent
// it takes the partition's first that is alike and free, or makes one.
func (s *script) pairsAlike(r *snapshot.Relation, parent pg.OID) bool {
	taken := map[pg.OID]bool{}
	for _, p := range s.IndexesOf(parent) {
		i := slices.IndexFunc(s.IndexesOf(r.OID), func(x *snapshot.Index) bool {
			return !taken[x.OID] && s.shape(x) == s.shape(p) && (p.ConstraintOID == 0 || x.ConstraintOID != 0)
		})
		if i < 0 || s.IndexesOf(r.OID)[i].ParentOID != p.OID {
			return false
		}
		taken[s.IndexesOf(r.OID)[i].OID] = true
	}
	for _, x := range s.IndexesOf(r.OID) {
		if x.ParentOID != 0 && !taken[x.OID] {
			return false
		}
	}
	return true
}

// shape is what two indexes must have in common to be paired, or more than
// that: then they are paired one by one.
func (s *script) shape(x *snapshot.Index) string {
	include := ""
	if r := s.Relation(x.TableOID); r != nil {
		include = pg.QuoteIdents(r.ColumnNames(x.Include))
	}
	return fmt.Sprint(x.Unique, x.NullsNotDistinct, x.AccessMethod, s.IndexKeys(x), include, x.Predicate)
}
