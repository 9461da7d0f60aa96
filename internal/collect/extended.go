package collect

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

type extendedRow struct {
	snapshot.ExtendedStatistics
	HasExpressions bool `json:"has_expressions"`
	Ours           bool `json:"ours"` // pg_stats_ext shows an object's data to the table's owner
}

type extendedDataRow struct {
	OID pg.OID `json:"oid"`
	snapshot.ExtendedData
}

type extendedExpressionRow struct {
	OID     pg.OID `json:"oid"`
	Inherit bool   `json:"inherit"`
	snapshot.ColumnStatistics
	slotColumns
}

// extendedKey is one set of data of a statistics object.
type extendedKey struct {
	oid     pg.OID
	inherit bool
}

// extendedStatistics reads the statistics objects and, where we may, what
// ANALYZE found for them.
func (c *collector) extendedStatistics() {
	rows := readUnlocked[extendedRow](c, snapshot.AreaExtendedStatistics, "extended_statistics.sql")
	if len(rows) == 0 {
		return
	}
	data := c.extendedData()
	hidden := 0
	var locked []string
	for _, r := range rows {
		x := r.ExtendedStatistics
		x.Extension = c.extensions[pgStatisticExtCatalog][x.OID]
		x.Data = data[x.OID]
		if !c.rawExtStats && !r.Ours && len(x.Data) == 0 {
			hidden++
		}
		if r.HasExpressions && c.isLocked(x.TableOID) {
			locked = append(locked, c.relationName(x.TableOID))
		}
		c.snap.ExtendedStatistics = append(c.snap.ExtendedStatistics, x)
	}
	c.noteLocked(snapshot.AreaExpressions, distinct(locked))
	if hidden > 0 {
		c.note(snapshot.NotSeen{Area: snapshot.AreaExtendedStatistics, Partial: true, Objects: hidden,
			Grant: c.grant(snapshot.AreaExtendedStatistics),
			Why:   fmt.Sprintf("%s may not read the data of %d of %d statistics objects", c.role, hidden, len(rows))})
	}
}

func (c *collector) extendedData() map[pg.OID][]snapshot.ExtendedData {
	file, expressionsFile := "extended_data_view.sql", "extended_expressions_view.sql"
	if c.rawExtStats {
		file, expressionsFile = "extended_data.sql", "extended_expressions.sql"
	}
	expressions := map[extendedKey][]snapshot.ColumnStatistics{}
	if c.major >= 14 {
		rows := read[extendedExpressionRow](c, snapshot.AreaExtendedStatistics, expressionsFile)
		for i := range rows {
			r := &rows[i]
			r.ColumnStatistics.Slots = r.slots(c, valueTypes{})
			k := extendedKey{r.OID, r.Inherit}
			expressions[k] = append(expressions[k], r.ColumnStatistics)
		}
	}
	out := map[pg.OID][]snapshot.ExtendedData{}
	rows := read[extendedDataRow](c, snapshot.AreaExtendedStatistics, file)
	for _, r := range rows {
		r.Expressions = expressions[extendedKey{r.OID, r.Inherit}]
		out[r.OID] = append(out[r.OID], r.ExtendedData)
	}
	return out
}
