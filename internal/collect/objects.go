package collect

import (
	"maps"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

type typeRow struct {
	snapshot.Type
	CollationOID pg.OID `json:"collation_oid"`
	OpclassOID   pg.OID `json:"subtype_opclass_oid"`
	RangeOID     pg.OID `json:"range_collation_oid"`
}

// objects reads types, collations, default privileges and event triggers.
func (c *collector) objects() {
	s := c.snap
	types := read[typeRow](c, snapshot.AreaTypes, "types.sql")
	for _, t := range types {
		t.Collation = c.collation(t.CollationOID)
		t.RangeCollation = c.collation(t.RangeOID)
		fixACL(&t.ACL, t.Owner)
		o := c.opclasses[t.OpclassOID]
		t.SubtypeOpclass = pg.Name{Schema: o.Schema, Name: o.Name}
		t.Extension = c.extensions[pgTypeCatalog][t.OID]
		s.Types = append(s.Types, t.Type)
	}
	s.Collations = read[snapshot.Collation](c, snapshot.AreaCollations, "collations.sql", oidArray(slices.Collect(maps.Keys(c.usedCollations))))
	for i := range s.Collations {
		s.Collations[i].Extension = c.extensions[pgCollationCatalog][s.Collations[i].OID]
	}
	s.DefaultACLs = read[snapshot.DefaultACL](c, snapshot.AreaDefaultACLs, "default_acls.sql")
	type eventTriggerRow struct {
		OID pg.OID `json:"oid"`
		snapshot.EventTrigger
	}
	events := read[eventTriggerRow](c, snapshot.AreaEventTriggers, "event_triggers.sql")
	for _, e := range events {
		e.Extension = c.extensions[pgEventTriggerCatalog][e.OID]
		s.EventTriggers = append(s.EventTriggers, e.EventTrigger)
	}
}
