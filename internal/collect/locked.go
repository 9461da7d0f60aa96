package collect

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// lockedRelation is one relation that would make us wait if we opened it.
type lockedRelation struct {
	OID  pg.OID `json:"oid"`
	Name string `json:"name"`
}

// locked reads which relations of this database another session holds or
// awaits ACCESS EXCLUSIVE on, their indexes, and the views over them. To print
// an expression or a view, to measure a file and to read a sequence the server
// opens the relation and would wait, so these are left out of such queries.
func (c *collector) locked() {
	rows, ok := read[lockedRelation](c, snapshot.AreaLocks, "locked.sql")
	if !ok {
		return
	}
	for _, r := range rows {
		if !slices.Contains(c.lockedOIDs, r.OID) {
			c.lockedOIDs = append(c.lockedOIDs, r.OID)
			c.lockedNames = append(c.lockedNames, r.Name)
		}
	}
}

// lockedArray is the parameter that names the locked relations.
func (c *collector) lockedArray() string { return oidArray(c.lockedOIDs) }

// readUnlocked runs a query whose first parameter is the array of locked
// relations. When it waits all the same, for a lock that came since, it is
// tried once more with a fresh list.
func readUnlocked[T any](c *collector, area snapshot.Area, file string, args ...string) ([]T, bool) {
	rows, err := try[T](c, area, file, append([]string{c.lockedArray()}, args...)...)
	if waited(err) {
		c.locked()
		rows, err = try[T](c, area, file, append([]string{c.lockedArray()}, args...)...)
	}
	if err != nil {
		c.notSeen(area, err)
		return nil, false
	}
	return rows, true
}

func waited(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && server.Code == lockNotFree
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
