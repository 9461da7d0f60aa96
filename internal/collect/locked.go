package collect

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// lockedRelation is one relation that would make us wait.
type lockedRelation struct {
	OID    pg.OID `json:"oid"`
	Behind bool   `json:"behind"` // a view whose query names such a relation
}

// locked reads which relations of this database another session holds or
// awaits ACCESS EXCLUSIVE on, their indexes, and the views over them. To print
// an expression or a view, to measure a file and to read a sequence the server
// opens the relation and would wait, so these are left out of such queries.
func (c *collector) locked() {
	rows, err := try[lockedRelation](c, snapshot.AreaLocks, "locked.sql")
	if err != nil {
		c.notSeen(snapshot.AreaLocks, err)
	}
	for _, r := range rows {
		if r.Behind {
			c.behindOIDs[r.OID] = true
		} else {
			c.lockedOIDs[r.OID] = true
		}
	}
}

// isLocked reports whether to open the relation would wait.
func (c *collector) isLocked(oid pg.OID) bool { return c.lockedOIDs[oid] }

// isBehind reports whether to print the view's query would wait.
func (c *collector) isBehind(oid pg.OID) bool { return c.behindOIDs[oid] || c.isLocked(oid) }

// lockedArray is the parameter that names the locked relations.
func (c *collector) lockedArray() string { return oidArray(slices.Sorted(maps.Keys(c.lockedOIDs))) }

// readUnlocked runs a query whose first parameter is the array of locked
// relations. When it waits all the same, for a lock that came since, it is
// tried once more with a fresh list.
func readUnlocked[T any](c *collector, area snapshot.Area, file string, args ...string) []T {
	if !c.wants(area) {
		return nil
	}
	rows, err := try[T](c, area, file, append([]string{c.lockedArray()}, args...)...)
	if waited(err) {
		c.locked()
		rows, err = try[T](c, area, file, append([]string{c.lockedArray()}, args...)...)
	}
	if err != nil {
		c.notSeen(area, err)
		return nil
	}
	return rows
}

func waited(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && server.Code == lockNotFree
}

// errCatalogLocked is why nothing at all can be read: what every query opens is
// locked, as VACUUM FULL of a system catalog does for as long as it runs.
var errCatalogLocked = errors.New("another session has a system catalog of this database locked (ACCESS EXCLUSIVE, as VACUUM FULL of one takes it), and the server answers no query without it; " +
	"see who holds it in pg_locks of another database, and try again when it is done")

// catalogLocked is the error of the first queries in words that say what to do.
func catalogLocked(err error) error {
	if waited(err) {
		return errCatalogLocked
	}
	return err
}

// noteLocked says which facts of which relations were left out because another
// session has them locked.
func (c *collector) noteLocked(area snapshot.Area, hidden []string) {
	if len(hidden) == 0 || c.err != nil {
		return
	}
	shown := strings.Join(hidden[:min(3, len(hidden))], ", ")
	if len(hidden) > 3 {
		shown += " …"
	}
	verb := "are"
	if len(hidden) == 1 {
		verb = "is"
	}
	c.note(snapshot.NotSeen{
		Area:    area,
		Partial: true,
		Objects: len(hidden),
		Why:     fmt.Sprintf("%s %s locked by another session (ACCESS EXCLUSIVE)", shown, verb),
	})
}
