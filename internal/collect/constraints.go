package collect

import (
	"cmp"
	"slices"

	"github.com/pgadept/pgadept/internal/snapshot"
)

func (c *collector) constraints() {
	rows := readUnlocked[snapshot.Constraint](c, snapshot.AreaConstraints, "constraints.sql")
	slices.SortFunc(rows, func(a, b snapshot.Constraint) int { return cmp.Compare(a.OID, b.OID) })
	c.snap.Constraints = rows
	hidden := map[string]bool{}
	for i := range rows {
		k := &rows[i]
		k.Extension = c.extensions[pgConstraintCatalog][k.OID]
		if k.Extension == "" && k.TableOID != 0 {
			k.Extension = c.extensions[pgClassCatalog][k.TableOID]
		}
		if k.Extension == "" && k.DomainOID != 0 {
			k.Extension = c.extensions[pgTypeCatalog][k.DomainOID]
		}
		if (k.Type == "c" || k.Type == "x") && c.isLocked(k.TableOID) {
			if r := c.relationAt[k.TableOID]; r != nil {
				hidden[r.PG().String()] = true
			}
		}
		if k.Type != "f" {
			k.OnUpdate, k.OnDelete, k.Match = "", "", ""
		}
	}
	c.noteLocked(snapshot.AreaExpressions, sorted(hidden))
}
