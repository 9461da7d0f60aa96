package collect

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// relations reads the relations, without their columns.
func (c *collector) relations() {
	rows, _ := readUnlocked[snapshot.Relation](c, snapshot.AreaRelations, "relations.sql", strconv.FormatBool(c.rawStats))
	slices.SortFunc(rows, func(a, b snapshot.Relation) int { return cmp.Compare(a.OID, b.OID) })
	c.snap.Relations = rows
	c.relationAt = make(map[pg.OID]*snapshot.Relation, len(rows))
	var hidden []string
	for i := range rows {
		r := &rows[i]
		c.relationAt[r.OID] = r
		r.Extension = c.extensions[pgClassCatalog][r.OID]
		// relpages of an analyzed partitioned table is -1
		r.Bytes = max(r.Pages, 0) * int64(c.snap.Server.BlockSize)
		fixACL(&r.ACL, r.Owner)
		if c.isLocked(r.OID) && (r.IsPartition || r.Kind == "p") {
			hidden = append(hidden, r.PG().String())
		}
	}
	for i := range rows {
		if r := &rows[i]; r.Kind == "t" {
			if table := c.relationAt[r.ToastOf]; table != nil {
				r.Extension = table.Extension
			}
		}
	}
	c.noteLocked(snapshot.AreaExpressions, hidden)
}

func (c *collector) isLocked(oid pg.OID) bool { return slices.Contains(c.lockedOIDs, oid) }

// columnRow is a column with the relation it belongs to.
type columnRow struct {
	Relation pg.OID `json:"relation"`
	snapshot.Column
}

// columns reads all columns at once and hands each relation its share.
func (c *collector) columns() {
	rows, _ := readUnlocked[columnRow](c, snapshot.AreaColumns, "columns.sql")
	slices.SortFunc(rows, func(a, b columnRow) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.Attnum, b.Attnum))
	})
	all := make([]snapshot.Column, len(rows))
	hidden := map[string]bool{}
	for start := 0; start < len(rows); {
		end := start
		for ; end < len(rows) && rows[end].Relation == rows[start].Relation; end++ {
			all[end] = rows[end].Column
			all[end].Collation = c.collation(all[end].CollationOID)
		}
		if r := c.relationAt[rows[start].Relation]; r != nil {
			r.Columns = all[start:end:end]
			if c.isLocked(r.OID) && slices.ContainsFunc(r.Columns, func(k snapshot.Column) bool { return k.HasDefault }) {
				hidden[r.PG().String()] = true
			}
		}
		start = end
	}
	c.noteLocked(snapshot.AreaExpressions, sorted(hidden))
}
