package vacuum

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// XidAge finds databases that run towards transaction ID wraparound because
// autovacuum does not manage to freeze them.
var XidAge = advice.Rule{
	ID:         "vacuum/xid-age",
	Title:      "a database runs towards transaction ID wraparound",
	Severity:   advice.Medium,
	Needs:      []snapshot.Area{snapshot.AreaDatabases, snapshot.AreaRelations, snapshot.AreaSettings},
	Wants:      []snapshot.Area{snapshot.AreaSessions, snapshot.AreaPreparedTransactions, snapshot.AreaSlots, snapshot.AreaReplication, snapshot.AreaProgress},
	Thresholds: wrapThresholds,
	Check:      xids.check,
}

var xids = clock{
	ids:      "transactions",
	setting:  "autovacuum_freeze_max_age",
	column:   "frozenxid",
	function: "age",
	database: func(d *snapshot.Database) int64 { return d.FrozenXIDAge },
	relation: func(r *snapshot.Relation) int64 { return r.FrozenXIDAge },
	failure: "shortly before wraparound the server refuses every command that needs a new transaction ID: " +
		"it can be read, but not written, until the tables are vacuumed",
}
