package snapshot

import (
	"errors"
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
)

// validate refuses contents that no server could have: what walks the
// trees of tables, indexes, constraints and domains relies on their being trees.
func validate(s *Snapshot) error {
	if s.Server.Version.Major() < 8 || s.Server.Version.Major() > 99 {
		return fmt.Errorf("the snapshot is damaged: server version %d", s.Server.Version)
	}
	if s.CollectedAt.IsZero() {
		return errors.New("the snapshot is damaged: it has no date")
	}
	for _, k := range s.Constraints {
		if k.Type == "f" && (len(k.Columns) == 0 || len(k.Columns) != len(k.RefColumns)) {
			return fmt.Errorf("the snapshot is damaged: a foreign key of %d columns references %d", len(k.Columns), len(k.RefColumns))
		}
	}
	if err := validateTrees(s); err != nil {
		return err
	}
	return validateReferences(s)
}

// validateTrees refuses circles. Each kind of object has OIDs of its own.
func validateTrees(s *Snapshot) error {
	relations, indexes, constraints, types := map[pg.OID][]pg.OID{}, map[pg.OID][]pg.OID{}, map[pg.OID][]pg.OID{}, map[pg.OID][]pg.OID{}
	for _, r := range s.Relations {
		if r.OID == 0 {
			return errors.New("the snapshot is damaged: a relation has no OID")
		}
		relations[r.OID] = append(relations[r.OID], r.Parents...)
	}
	for _, x := range s.Indexes {
		if len(x.Keys) == 0 {
			return errors.New("the snapshot is damaged: an index has no key")
		}
		addParent(indexes, x.OID, x.ParentOID)
	}
	for _, k := range s.Constraints {
		addParent(constraints, k.OID, k.ParentOID)
	}
	for _, t := range s.Types {
		addParent(types, t.OID, t.BaseOID)
	}
	for _, parents := range []map[pg.OID][]pg.OID{relations, indexes, constraints, types} {
		if hasCycle(parents) {
			return errors.New("the snapshot is damaged: inheritance runs in a circle")
		}
	}
	return nil
}

func addParent(parents map[pg.OID][]pg.OID, oid, parent pg.OID) {
	if parent != 0 {
		parents[oid] = append(parents[oid], parent)
	}
}

// hasCycle looks for a cycle without recursion, so that depth is no danger.
func hasCycle(parents map[pg.OID][]pg.OID) bool {
	waiting := map[pg.OID]int{} // children not yet done
	for _, ps := range parents {
		for _, p := range ps {
			waiting[p]++
		}
	}
	var ready []pg.OID
	for o := range parents {
		if waiting[o] == 0 {
			ready = append(ready, o)
		}
	}
	done := 0
	for len(ready) > 0 {
		o := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		done++
		for _, p := range parents[o] {
			if waiting[p]--; waiting[p] == 0 {
				if _, known := parents[p]; known {
					ready = append(ready, p)
				}
			}
		}
	}
	return done < len(parents)
}
