package collect

import (
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// counters reads the usage counters of this database's objects.
func (c *collector) counters() {
	s := c.snap
	s.TableCounters = read[snapshot.TableCounters](c, snapshot.AreaTableCounters, "table_counters.sql")
	c.toastBlocks()
	s.IndexCounters = read[snapshot.IndexCounters](c, snapshot.AreaIndexCounters, "index_counters.sql")
	s.FunctionCounters = read[snapshot.FunctionCounters](c, snapshot.AreaFunctionCounters, "function_counters.sql")
}

// toastBlocks gives each table the block counters of its TOAST table.
func (c *collector) toastBlocks() {
	at := make(map[pg.OID]*snapshot.TableCounters, len(c.snap.TableCounters))
	for i := range c.snap.TableCounters {
		at[c.snap.TableCounters[i].OID] = &c.snap.TableCounters[i]
	}
	for oid, k := range at {
		r := c.relationAt[oid]
		if r == nil || r.ToastOID == 0 {
			continue
		}
		if toast := at[r.ToastOID]; toast != nil {
			k.ToastBlksRead, k.ToastBlksHit = toast.HeapBlksRead, toast.HeapBlksHit
		}
	}
}

// clusterCounters reads the counters of the cluster.
func (c *collector) clusterCounters() {
	s := c.snap
	s.DatabaseCounters = read[snapshot.DatabaseCounters](c, snapshot.AreaDatabaseCounters, "database_counters.sql")
	if c.major >= 16 {
		s.IO = read[snapshot.IOCounters](c, snapshot.AreaIO, "io.sql")
	}
	if c.major >= 14 {
		s.WAL = readOne[snapshot.WALCounters](c, snapshot.AreaWAL, "wal.sql")
	}
	s.Checkpoints = readOne[snapshot.Checkpoints](c, snapshot.AreaCheckpoints, "checkpoints.sql")
	s.Archiver = readOne[snapshot.Archiver](c, snapshot.AreaArchiver, "archiver.sql")
	s.SLRU = read[snapshot.SLRU](c, snapshot.AreaSLRU, "slru.sql")
}

// sizes measures the files that matter; the others' size stays what the last
// VACUUM or ANALYZE counted.
func (c *collector) sizes() {
	type size struct {
		OID   pg.OID `json:"oid"`
		Bytes *int64 `json:"bytes"`
	}
	rows := readUnlocked[size](c, snapshot.AreaSizes, "sizes.sql", itoa(c.opt.MaxSizes))
	for _, r := range rows {
		if r.Bytes == nil {
			continue // dropped since
		}
		if x := c.relationAt[r.OID]; x != nil {
			x.Bytes, x.BytesMeasured = *r.Bytes, true
		} else if x := c.indexAt[r.OID]; x != nil {
			x.Bytes, x.BytesMeasured = *r.Bytes, true
		}
	}
	var locked []string
	for i := range c.snap.Relations {
		if r := &c.snap.Relations[i]; c.isLocked(r.OID) && (r.Kind == "r" || r.Kind == "m" || r.Kind == "t") {
			locked = append(locked, r.PG().String())
		}
	}
	c.noteLocked(snapshot.AreaSizes, locked)
	c.databaseSize()
}

// databaseSize is a bonus: it needs CONNECT and walks through all files of the
// database, so it gets half a second, and that it fails is not worth a word.
func (c *collector) databaseSize() {
	type size struct {
		Bytes int64 `json:"bytes"`
	}
	if c.err != nil || c.exec("set a savepoint", "savepoint brief; set local statement_timeout = '500ms'") != nil {
		return // exec has noted what ends the collection
	}
	rows, err := try[size](c, snapshot.AreaSizes, "database_size.sql")
	if c.err != nil || c.exec("undo to the savepoint", "rollback to savepoint brief; release savepoint brief") != nil || err != nil || len(rows) == 0 {
		return
	}
	for i := range c.snap.DatabaseCounters {
		if c.snap.DatabaseCounters[i].OID == c.snap.Server.DatabaseOID {
			c.snap.DatabaseCounters[i].Bytes = &rows[0].Bytes
		}
	}
}
