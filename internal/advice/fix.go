package advice

import "github.com/pgadept/pgadept/internal/pg"

// Fix is an ordered list of steps that removes a finding, and what undoes it.
// The steps can be run as they stand, in order.
type Fix struct {
	Summary string `json:"summary"`
	Steps   []Step `json:"steps"`
	Undo    []Step `json:"undo"` // empty only where Caution says why it cannot be undone
	Caution string `json:"caution,omitempty"`
}

// Step is one SQL statement, or one act outside SQL (Manual) such as a
// restart or an edit of pg_hba.conf.
type Step struct {
	SQL           string      `json:"sql,omitempty"`
	Manual        string      `json:"manual,omitempty"` // what a person does where SQL cannot: one imperative clause
	Lock          pg.LockMode `json:"lock,omitempty"`   // the strongest table lock it takes on On
	On            string      `json:"on,omitempty"`     // qualified relation that the lock is on
	InTransaction bool        `json:"in_transaction"`   // may run inside a transaction block
}

// ManualRestart is the Manual text of a step that restarts the server.
const ManualRestart = "restart the server"

// SQL makes a step without a table lock worth naming that may run in a
// transaction.
func SQL(sql string) Step { return Step{SQL: sql, InTransaction: true} }

// Locking makes a step that takes a lock on a relation and may run in a
// transaction.
func Locking(lock pg.LockMode, on pg.Name, sql string) Step {
	return Step{SQL: sql, Lock: lock, On: on.String(), InTransaction: true}
}

// Concurrently makes a step that takes SHARE UPDATE EXCLUSIVE on a relation
// and may not run in a transaction block: CREATE, DROP or REINDEX INDEX
// CONCURRENTLY, VACUUM, DETACH PARTITION CONCURRENTLY.
func Concurrently(on pg.Name, sql string) Step {
	return Step{SQL: sql, Lock: pg.ShareUpdateExclusiveLock, On: on.String()}
}

// NoTransaction makes a step without a table lock worth naming that may not
// run in a transaction block: ALTER SYSTEM, DROP SUBSCRIPTION.
func NoTransaction(sql string) Step { return Step{SQL: sql} }

// ByHand makes a step that SQL cannot do.
func ByHand(what string) Step { return Step{Manual: what} }
