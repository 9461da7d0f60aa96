package collect

import (
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// To print a view or read a sequence, the server opens relations and keeps
// their locks until the query's savepoint is rolled back. A hundred thousand of
// them would fill the lock table of all sessions, so these are read in slices.

// sliceSize is how many relations are opened at once: a tenth of the lock
// table, as far as that is known.
func (c *collector) sliceSize() int {
	slots := c.number("max_locks_per_transaction", 64) *
		(c.number("max_connections", 100) + c.number("max_prepared_transactions", 0))
	return min(max(slots/10, 50), 2000)
}

func (c *collector) number(setting string, otherwise int) int {
	for i := range c.snap.Settings {
		if c.snap.Settings[i].Name == setting {
			if n, err := strconv.Atoi(c.snap.Settings[i].Value); err == nil {
				return n
			}
		}
	}
	return otherwise
}

// readSlices runs a query once for each slice of the relations. A slice that waits is tried again without what is locked
// by then. failed are the relations of the slices that could not be read.
func readSlices[T any](c *collector, area snapshot.Area, file string, oids []pg.OID) (rows []T, failed []pg.OID) {
	sql, size := query(file, c.major), c.sliceSize()
	for c.wants(area) && len(oids) > 0 && c.err == nil {
		n := min(size, len(oids))
		slice := oids[:n]
		oids = oids[n:]
		part, err := tryText[T](c, area, sql, oidArray(slice))
		if waited(err) {
			c.locked()
			var left []pg.OID
			for _, oid := range slice {
				if c.isBehind(oid) {
					failed = append(failed, oid)
				} else {
					left = append(left, oid)
				}
			}
			slice = left
			part, err = tryText[T](c, area, sql, oidArray(slice))
		}
		if err != nil {
			failed = append(failed, slice...)
			c.notSeen(area, err)
			if n := c.snap.Unseen(area); n != nil {
				n.Partial = true
				n.Objects += len(slice)
			}
		}
		rows = append(rows, part...)
	}
	return rows, failed
}

func oidArray(oids []pg.OID) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, oid := range oids {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.FormatUint(uint64(oid), 10))
	}
	b.WriteByte('}')
	return b.String()
}
