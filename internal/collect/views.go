package collect

import (
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// viewDefinitions reads what views name and how they are written.
func (c *collector) viewDefinitions() {
	c.snap.ViewUses = read[snapshot.ViewUse](c, snapshot.AreaViewUses, "view_uses.sql")
	var views []pg.OID
	var hidden []string
	for i := range c.snap.Relations {
		r := &c.snap.Relations[i]
		switch {
		case r.Kind != "v" && r.Kind != "m":
		case c.isBehind(r.OID):
			hidden = append(hidden, r.PG().String())
		default:
			views = append(views, r.OID)
		}
	}
	type definition struct {
		OID        pg.OID `json:"oid"`
		Definition string `json:"definition"`
	}
	rows, failed := readSlices[definition](c, snapshot.AreaViewDefinitions, "view_definitions.sql", views)
	for _, d := range rows {
		if r := c.relationAt[d.OID]; r != nil {
			r.Definition = d.Definition
		}
	}
	for _, oid := range failed {
		if c.isBehind(oid) {
			hidden = append(hidden, c.relationName(oid))
		}
	}
	c.noteLocked(snapshot.AreaViewDefinitions, distinct(hidden))
}
