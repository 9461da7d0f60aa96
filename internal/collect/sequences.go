package collect

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

type sequenceRow struct {
	snapshot.Sequence
	Readable bool `json:"readable"`
}

// sequences reads the sequences, who uses them and, where we may, their values.
func (c *collector) sequences() {
	rows := read[sequenceRow](c, snapshot.AreaSequences, "sequences.sql")
	at := make(map[pg.OID]*snapshot.Sequence, len(rows))
	c.snap.Sequences = make([]snapshot.Sequence, len(rows))
	var readable []pg.OID
	var locked, forbidden []string
	for i := range rows {
		q := &c.snap.Sequences[i]
		*q = rows[i].Sequence
		q.Extension = c.extensions[pgClassCatalog][q.OID]
		fixACL(&q.ACL, q.Owner)
		at[q.OID] = q
		switch {
		case !rows[i].Readable:
			forbidden = append(forbidden, q.PG().String())
		case c.isLocked(q.OID):
			locked = append(locked, q.PG().String())
		case q.Persistence == "u" && c.snap.Server.InRecovery:
			// an unlogged sequence has no contents on a standby
		default:
			readable = append(readable, q.OID)
		}
	}
	c.sequenceUses(at)
	locked = append(locked, c.sequenceValues(at, readable)...)
	c.noteLocked(snapshot.AreaSequenceValues, distinct(locked))
	c.forbiddenSequences(forbidden, len(rows))
}

func (c *collector) sequenceUses(at map[pg.OID]*snapshot.Sequence) {
	type use struct {
		Sequence pg.OID `json:"sequence"`
		snapshot.ColumnRef
	}
	uses := read[use](c, snapshot.AreaSequences, "sequence_uses.sql")
	for _, u := range uses {
		if q := at[u.Sequence]; q != nil {
			q.UsedBy = append(q.UsedBy, u.ColumnRef)
		}
	}
}

// sequenceValues returns the names of those that turned out to be locked.
func (c *collector) sequenceValues(at map[pg.OID]*snapshot.Sequence, readable []pg.OID) (locked []string) {
	type value struct {
		OID    pg.OID `json:"oid"`
		Last   *int64 `json:"last_value"`
		Called bool   `json:"called"`
	}
	rows, failed := readSlices[value](c, snapshot.AreaSequenceValues, "sequence_values.sql", readable)
	for _, v := range rows {
		at[v.OID].LastValue, at[v.OID].Called = v.Last, v.Called
	}
	for _, oid := range failed {
		if c.isLocked(oid) {
			locked = append(locked, at[oid].PG().String())
		}
	}
	return locked
}

func (c *collector) forbiddenSequences(names []string, of int) {
	if len(names) == 0 {
		return
	}
	grant := fmt.Sprintf("grant select on all sequences in schema … to %s", c.role)
	if c.major >= 14 {
		grant = fmt.Sprintf("grant pg_read_all_data to %s; or, schema by schema: %s", c.role, grant)
	}
	c.note(snapshot.NotSeen{
		Area:    snapshot.AreaSequenceValues,
		Partial: len(names) < of,
		Objects: len(names),
		Why:     fmt.Sprintf("%s may not select from %d of %d sequences", c.role, len(names), of),
		Grant:   grant,
	})
}
