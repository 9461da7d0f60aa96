package snapshot

import (
	"strconv"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
)

// Relation returns the relation with that OID, or nil.
func (c *Catalog) Relation(oid pg.OID) *Relation { return c.relations[oid] }

// Index returns the index with that OID, or nil.
func (c *Catalog) Index(oid pg.OID) *Index { return c.indexes[oid] }

// IndexesOf returns the table's indexes in OID order, invalid ones included.
func (c *Catalog) IndexesOf(table pg.OID) []*Index { return c.indexesOf[table] }

// IndexParts returns the indexes that are attached to a partitioned index, of
// the next level only.
func (c *Catalog) IndexParts(index pg.OID) []*Index { return c.indexParts[index] }

// Constraint returns the constraint with that OID, or nil.
func (c *Catalog) Constraint(oid pg.OID) *Constraint { return c.constraints[oid] }

// ConstraintsOf returns the table's constraints.
func (c *Catalog) ConstraintsOf(table pg.OID) []*Constraint { return c.constraintsOf[table] }

// Referencing returns the foreign keys that point at the table.
func (c *Catalog) Referencing(table pg.OID) []*Constraint { return c.referencing[table] }

// ColumnStats returns the statistics of a column: the table's own, or those
// of its inheritance tree for a partitioned table; nil where there are none.
func (c *Catalog) ColumnStats(table pg.OID, attnum int16) *ColumnStatistics {
	if s := c.statistics[columnKey{table, attnum, false}]; s != nil {
		return s
	}
	return c.statistics[columnKey{table, attnum, true}]
}

// TableCountersOf returns the table's counters, or nil.
func (c *Catalog) TableCountersOf(table pg.OID) *TableCounters { return c.tableCounters[table] }

// IndexCountersOf returns the index's counters, or nil.
func (c *Catalog) IndexCountersOf(index pg.OID) *IndexCounters { return c.indexCounters[index] }

// NameTaken reports whether a relation, index or sequence has that name.
func (c *Catalog) NameTaken(n pg.Name) bool { return c.names[n] }

// Children returns the direct partitions or inheritance children.
func (c *Catalog) Children(table pg.OID) []*Relation { return c.children[table] }

// Leaves returns the leaf partitions below a table; the table itself when it
// has none. A table that inherits from several is visited once.
func (c *Catalog) Leaves(r *Relation) []*Relation {
	if len(c.children[r.OID]) == 0 {
		return []*Relation{r}
	}
	var out []*Relation
	seen := map[*Relation]bool{}
	var visit func(*Relation)
	visit = func(r *Relation) {
		kids := c.children[r.OID]
		if len(kids) == 0 {
			out = append(out, r)
		}
		for _, k := range kids {
			if !seen[k] {
				seen[k] = true
				visit(k)
			}
		}
	}
	visit(r)
	return out
}

// Root returns the topmost partitioned table above a partition, or r itself.
func (c *Catalog) Root(r *Relation) *Relation {
	for r.IsPartition && len(r.Parents) > 0 {
		p := c.relations[r.Parents[0]]
		if p == nil {
			return r
		}
		r = p
	}
	return r
}

// TriggersOf returns the table's triggers, internal ones included.
func (c *Catalog) TriggersOf(table pg.OID) []*Trigger { return c.triggersOf[table] }

// PoliciesOf returns the table's row security policies.
func (c *Catalog) PoliciesOf(table pg.OID) []*Policy { return c.policiesOf[table] }

// Sequence returns the sequence with that OID, or nil.
func (c *Catalog) Sequence(oid pg.OID) *Sequence { return c.sequences[oid] }

// Type returns the user type with that OID, or nil.
func (c *Catalog) Type(oid pg.OID) *Type { return c.types[oid] }

// Setting returns the row of pg_settings, or nil.
func (c *Catalog) Setting(name string) *Setting { return c.settings[name] }

// SettingValue returns the setting's value as text, "" when unknown.
func (c *Catalog) SettingValue(name string) string {
	if s := c.settings[name]; s != nil {
		return s.Value
	}
	return ""
}

// SettingNumber returns a numeric setting in its own unit.
func (c *Catalog) SettingNumber(name string) (float64, bool) {
	s := c.settings[name]
	if s == nil {
		return 0, false
	}
	v, err := strconv.ParseFloat(s.Value, 64)
	return v, err == nil
}

// SettingBytes returns a memory setting in bytes.
func (c *Catalog) SettingBytes(name string) (int64, bool) {
	v, ok := c.SettingNumber(name)
	if !ok {
		return 0, false
	}
	unit := map[string]float64{"B": 1, "kB": 1 << 10, "8kB": 8 << 10, "16kB": 16 << 10, "MB": 1 << 20, "GB": 1 << 30}[c.settings[name].Unit]
	if unit == 0 {
		return 0, false
	}
	return int64(v * unit), true
}

// Role returns the role of that name, or nil.
func (c *Catalog) Role(name string) *Role { return c.roles[name] }

// Database returns the counters of the connected database, or nil.
func (c *Catalog) Database() *DatabaseCounters { return c.databaseCounter }

// CountersSince is the moment since which the usage counters of this database
// are known to have counted without a gap: the reset of its statistics or,
// where none is recorded, the start of the server (counters survive a clean
// restart and are lost in a crash, so they may reach back further).
func (c *Catalog) CountersSince() *time.Time {
	if c.databaseCounter != nil && c.databaseCounter.StatsReset != nil {
		return c.databaseCounter.StatsReset
	}
	if c.Server.StartedAt.IsZero() {
		return nil
	}
	return &c.Server.StartedAt
}

// Rows is the best known number of rows of a relation: reltuples where it was
// ever counted, and what came since where both the file and the live-tuple
// counter say so; else that counter. The sum of the leaves for a partitioned
// table.
//
// The counter alone is not to be believed beside ANALYZE: what a session did
// just before, it reports afterwards, and is counted twice (13 to 18). The
// file alone grows by new versions of old rows.
func (c *Catalog) Rows(r *Relation) float64 {
	if r.Kind == "p" {
		var sum float64
		for _, l := range c.Leaves(r) {
			if l.Kind != "p" {
				sum += c.Rows(l)
			}
		}
		return sum
	}
	live := float64(0)
	if k := c.tableCounters[r.OID]; k != nil {
		live = float64(k.LiveTup)
	}
	if r.Tuples <= 0 {
		return live
	}
	return max(r.Tuples, min(live, c.scaled(r)))
}

// scaled is reltuples, grown as the file has since, as the planner does it
// (estimate_rel_size in src/backend/optimizer/util/plancat.c).
func (c *Catalog) scaled(r *Relation) float64 {
	if !r.BytesMeasured || r.Pages <= 0 || c.Server.BlockSize <= 0 {
		return r.Tuples
	}
	return r.Tuples / float64(r.Pages) * float64(r.Bytes) / float64(c.Server.BlockSize)
}

// TreeBytes is the heap size of a relation, of all its leaves for a
// partitioned table, without indexes and TOAST.
func (c *Catalog) TreeBytes(r *Relation) int64 {
	var sum int64
	for _, l := range c.Leaves(r) {
		sum += l.Bytes
	}
	return sum
}
