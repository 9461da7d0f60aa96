package collect

import (
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// collationName is a collation's two names.
type collationName struct {
	OID    pg.OID `json:"oid"`
	Schema string `json:"schema"`
	Name   string `json:"name"`
	Text   string `json:"text"` // as regcollation prints it
}

type opclass struct {
	OID     pg.OID `json:"oid"`
	Schema  string `json:"schema"`
	Name    string `json:"name"`
	Default bool   `json:"is_default"`
}

type operator struct {
	OID  pg.OID `json:"oid"`
	Text string `json:"text"`
}

type member struct {
	Catalog   pg.OID `json:"classid"`
	Object    pg.OID `json:"objid"`
	Extension string `json:"extension"`
}

// The catalogs whose rows extensions own, by their fixed OIDs
// (src/include/catalog/pg_*.h).
const (
	pgTypeCatalog         pg.OID = 1247
	pgProcCatalog         pg.OID = 1255
	pgClassCatalog        pg.OID = 1259
	pgConstraintCatalog   pg.OID = 2606
	pgNamespaceCatalog    pg.OID = 2615
	pgCollationCatalog    pg.OID = 3456
	pgEventTriggerCatalog pg.OID = 3466
	pgStatisticExtCatalog pg.OID = 3381
)

// names reads the small catalogs that the large ones refer to by OID: to join
// them here costs less than to join them to each row there.
func (c *collector) names() {
	s := c.snap
	s.Schemas = read[snapshot.Schema](c, snapshot.AreaSchemas, "schemas.sql")
	s.Extensions = read[snapshot.Extension](c, snapshot.AreaExtensions, "extensions.sql")
	s.Languages = read[snapshot.Language](c, snapshot.AreaLanguages, "languages.sql")

	c.extensions = map[pg.OID]map[pg.OID]string{}
	members := read[member](c, snapshot.AreaExtensions, "extension_members.sql")
	for _, m := range members {
		if c.extensions[m.Catalog] == nil {
			c.extensions[m.Catalog] = map[pg.OID]string{}
		}
		c.extensions[m.Catalog][m.Object] = m.Extension
	}
	collations := read[collationName](c, snapshot.AreaColumns, "collation_names.sql")
	c.usedCollations = map[pg.OID]bool{}
	c.collations = make(map[pg.OID]collationName, len(collations))
	for _, k := range collations {
		c.collations[k.OID] = k
	}
	opclasses := read[opclass](c, snapshot.AreaIndexes, "opclasses.sql")
	c.opclasses = make(map[pg.OID]opclass, len(opclasses))
	for _, o := range opclasses {
		c.opclasses[o.OID] = o
	}
	for i := range s.Schemas {
		n := &s.Schemas[i]
		n.Extension = c.extensions[pgNamespaceCatalog][n.OID]
		fixACL(&n.ACL, n.Owner)
	}
}

// collation names a collation and notes that it is used.
func (c *collector) collation(oid pg.OID) pg.Name {
	if oid == 0 {
		return pg.Name{}
	}
	c.usedCollations[oid] = true
	k := c.collations[oid]
	return pg.Name{Schema: k.Schema, Name: k.Name}
}
