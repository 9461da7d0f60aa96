package snapshot

import (
	"errors"
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
)

// validate refuses contents that no server could have: what walks the
// inheritance or index trees relies on their being trees.
func validate(s *Snapshot) error {
	if s.Server.Version.Major() < 8 || s.Server.Version.Major() > 99 {
		return fmt.Errorf("the snapshot is damaged: server version %d", s.Server.Version)
	}
	if s.CollectedAt.IsZero() {
		return errors.New("the snapshot is damaged: it has no date")
	}
	parents := map[pg.OID][]pg.OID{}
	for _, r := range s.Relations {
		if r.OID == 0 {
			return errors.New("the snapshot is damaged: a relation has no OID")
		}
		parents[r.OID] = append(parents[r.OID], r.Parents...)
	}
	for _, x := range s.Indexes {
		if x.ParentOID != 0 {
			parents[x.OID] = append(parents[x.OID], x.ParentOID)
		}
	}
	for _, k := range s.Constraints {
		if k.Type == "f" && (len(k.Columns) == 0 || len(k.Columns) != len(k.RefColumns)) {
			return fmt.Errorf("the snapshot is damaged: a foreign key of %d columns references %d", len(k.Columns), len(k.RefColumns))
		}
		if k.ParentOID != 0 {
			parents[k.OID] = append(parents[k.OID], k.ParentOID)
		}
	}
	if hasCycle(parents) {
		return errors.New("the snapshot is damaged: inheritance runs in a circle")
	}
	return nil
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
