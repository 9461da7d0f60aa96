package collect

import (
	"cmp"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// definitions reads what only a rebuilt schema needs: objects of which the
// definition is all we know, and what must be there before what.
func (c *collector) definitions() {
	s := c.snap
	type definitionRow struct {
		Class pg.OID `json:"classid"`
		snapshot.Definition
	}
	for _, r := range read[definitionRow](c, snapshot.AreaDefinitions, "definitions.sql") {
		r.Extension = c.extensions[r.Class][r.OID]
		s.Definitions = append(s.Definitions, r.Definition)
	}
	slices.SortFunc(s.Definitions, func(a, b snapshot.Definition) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.OID, b.OID))
	})
	s.Dependencies = read[snapshot.Dependency](c, snapshot.AreaDependencies, "dependencies.sql")
	slices.SortFunc(s.Dependencies, func(a, b snapshot.Dependency) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.OID, b.OID), cmp.Compare(a.Attnum, b.Attnum),
			cmp.Compare(a.RefClass, b.RefClass), cmp.Compare(a.RefOID, b.RefOID))
	})
}

// aggregates reads the statements that create aggregates, which the server has
// no function to print.
func (c *collector) aggregates() map[pg.OID]string {
	type aggregate struct {
		OID        pg.OID `json:"oid"`
		Definition string `json:"definition"`
	}
	out := map[pg.OID]string{}
	for _, a := range read[aggregate](c, snapshot.AreaFunctions, "aggregates.sql") {
		out[a.OID] = a.Definition
	}
	return out
}
