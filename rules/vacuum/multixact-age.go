package vacuum

import (
	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// MultixactAge finds databases that run towards wraparound of multixact IDs,
// which rows locked by several transactions at once use up.
var MultixactAge = advice.Rule{
	ID:         "vacuum/multixact-age",
	Title:      "a database runs towards multixact ID wraparound",
	Severity:   advice.Medium,
	Needs:      []snapshot.Area{snapshot.AreaDatabases, snapshot.AreaRelations, snapshot.AreaSettings},
	Wants:      []snapshot.Area{snapshot.AreaProgress},
	Thresholds: wrapThresholds,
	Check:      multixacts.check,
}

var multixacts = clock{
	ids:      "multixacts",
	setting:  "autovacuum_multixact_freeze_max_age",
	column:   "minmxid",
	function: "mxid_age",
	database: func(d *snapshot.Database) int64 { return d.MinMXIDAge },
	relation: func(r *snapshot.Relation) int64 { return r.MinMXIDAge },
	failure: "shortly before wraparound the server refuses to make new ones: statements that lock a row which others " +
		"have locked fail, inserts below a shared parent row among them",
}
