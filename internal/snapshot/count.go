package snapshot

import "github.com/pgadept/pgadept/internal/pg"

// IsUsers reports whether the relation is one that users speak of: a table, a
// partition, a view …; not of the system or an extension, not temporary, and
// neither the TOAST table of one nor a bare row type.
func (r *Relation) IsUsers() bool {
	return !r.System && r.Extension == "" && r.Persistence != "t" && r.Kind != "t" && r.Kind != "c"
}

// CountUsers counts the users' relations, and the indexes on these.
func (s *Snapshot) CountUsers() (relations, indexes int) {
	users := make(map[pg.OID]bool, len(s.Relations))
	for i := range s.Relations {
		if r := &s.Relations[i]; r.IsUsers() {
			users[r.OID] = true
		}
	}
	for i := range s.Indexes {
		if users[s.Indexes[i].TableOID] {
			indexes++
		}
	}
	return len(users), indexes
}
