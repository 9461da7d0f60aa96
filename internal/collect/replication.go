package collect

import "github.com/pgadept/pgadept/internal/snapshot"

// replication reads slots, senders and, on a standby, the receiver.
func (c *collector) replication() {
	s := c.snap
	s.Slots = read[snapshot.ReplicationSlot](c, snapshot.AreaSlots, "slots.sql")
	s.Replication = read[snapshot.Replication](c, snapshot.AreaReplication, "replication.sql")
	hidden := 0
	for i := range s.Replication {
		if s.Replication[i].State == "" {
			hidden++
		}
	}
	c.noteHidden(snapshot.AreaReplication, hidden, len(s.Replication), "connected standbys")
	type receiverRow struct {
		snapshot.WALReceiver
		Hidden bool `json:"hidden"`
	}
	if r := readOne[receiverRow](c, snapshot.AreaWALReceiver, "wal_receiver.sql"); r != nil {
		s.WALReceiver = &r.WALReceiver
		if r.Hidden {
			c.noteHidden(snapshot.AreaWALReceiver, 1, 1, "WAL receivers")
		}
	}
}
