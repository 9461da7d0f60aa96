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
	rows := readUnlocked[snapshot.Relation](c, snapshot.AreaRelations, "relations.sql", strconv.FormatBool(c.rawStats))
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
		r.ForeignOptions = hideOptions(r.ForeignOptions)
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

// columnRow is a column with the relation it belongs to.
type columnRow struct {
	Relation pg.OID `json:"relation"`
	snapshot.Column
}

// columns reads all columns at once and hands each relation its share.
func (c *collector) columns() {
	rows := readUnlocked[columnRow](c, snapshot.AreaColumns, "columns.sql")
	slices.SortFunc(rows, func(a, b columnRow) int {
		return cmp.Or(cmp.Compare(a.Relation, b.Relation), cmp.Compare(a.Attnum, b.Attnum))
	})
	hidden := map[string]bool{}
	for len(rows) > 0 {
		n := slices.IndexFunc(rows, func(k columnRow) bool { return k.Relation != rows[0].Relation })
		if n < 0 {
			n = len(rows)
		}
		r := c.relationAt[rows[0].Relation]
		if r == nil {
			c.indexColumns = append(c.indexColumns, rows[:n]...)
			rows = rows[n:]
			continue
		}
		r.Columns = make([]snapshot.Column, n)
		for i := range r.Columns {
			r.Columns[i] = rows[i].Column
			r.Columns[i].Collation = c.collation(rows[i].CollationOID)
			r.Columns[i].Foreign = hideOptions(r.Columns[i].Foreign)
			if rows[i].Generated != "" && c.isLocked(r.OID) {
				hidden[r.PG().String()] = true
			}
		}
		rows = rows[n:]
	}
	c.noteLocked(snapshot.AreaExpressions, sorted(hidden))
}
