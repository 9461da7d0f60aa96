package advice

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// DropSlot is the fix that removes a replication slot whose consumer is gone.
func DropSlot(s *snapshot.ReplicationSlot) *Fix {
	caution := "A consumer that does come back must start anew from a full copy: the undo makes a slot of that name, but at today's position."
	if s.Type == "logical" && s.Database != "" {
		caution += " Run the undo in database " + s.Database + "."
	}
	return &Fix{
		Summary: "drop the slot once it is certain that its consumer will not come back",
		Steps: []Step{
			ByHand(fmt.Sprintf("make sure that the consumer of slot %s will not come back", s.Name)),
			DropSlotStep(s),
		},
		Undo:    []Step{SQL(createSlot(s))},
		Caution: caution,
	}
}

// DropSlotStep drops a slot, and leaves one alone that has come to be used again.
func DropSlotStep(s *snapshot.ReplicationSlot) Step {
	return SQL("select pg_catalog.pg_drop_replication_slot(slot_name) from pg_catalog.pg_replication_slots where slot_name = " +
		pg.QuoteLiteral(s.Name) + " and not active")
}

// createSlot is the statement that makes a slot like it.
func createSlot(s *snapshot.ReplicationSlot) string {
	name := pg.QuoteLiteral(s.Name)
	if s.Type != "logical" {
		return fmt.Sprintf("select pg_catalog.pg_create_physical_replication_slot(%s, true)", name)
	}
	options := ""
	if s.TwoPhase {
		options += ", twophase => true"
	}
	if s.Failover != nil && *s.Failover {
		options += ", failover => true"
	}
	return fmt.Sprintf("select pg_catalog.pg_create_logical_replication_slot(%s, %s%s)", name, pg.QuoteLiteral(s.Plugin), options)
}
