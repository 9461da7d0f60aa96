// Package rebuild writes the schema of a snapshot as SQL: what to run, in which
// order and as whom, so that an empty database of the same major version gets
// the same relations, attribute numbers, indexes and expressions. It is pure;
// package twin runs the script.
//
// Left out is what no plan depends on: event triggers, publications,
// subscriptions, user mappings, default privileges and comments.
package rebuild

import (
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Options describe the throwaway server that the script is for. Its major
// version is the snapshot's.
type Options struct {
	// Builder is the role that runs all statements that hold expressions of
	// the snapshot, for these are somebody else's code: no superuser, and the
	// owner of the database. It becomes a member of the roles that own things.
	Builder string
	// Reserved are the server's other roles. No role of the snapshot may be
	// one of them, for its functions run with its privileges.
	Reserved []string
	// Extensions are those that the server can install, with their versions
	// (pg_available_extension_versions).
	Extensions map[string][]string
	// Refused are the extensions, and the tablespaces, that it turned out to
	// refuse, and why.
	Refused, RefusedTablespaces map[string]string
}

// Plan is the script and what it leaves out.
type Plan struct {
	// Roles are the names, on the server, of the roles of the snapshot that
	// could not keep theirs.
	Roles map[string]string
	// Owner is the role that owns most. Builder runs its statements as Owner
	// (SET ROLE), so that few objects have to change hands.
	Owner      string
	Statements []Statement
	Missing    []Missing
}

// Statement is one step of the script. SQL is a single statement with all
// names quoted and qualified.
type Statement struct {
	SQL    string
	Object Object
	Stage  Stage
	// Superuser says that a superuser runs it, not Options.Builder. Such a
	// statement evaluates nothing that comes from the snapshot.
	Superuser bool
	// Statements of one Batch may run at the same time if they are in different
	// lanes; those of a lane run in their order.
	Batch int
	Lane  pg.OID
	// Alone says that it cannot run inside a transaction block.
	Alone bool
	// Instead is tried, in order, where SQL fails. The object is then Missing,
	// for the reason that the server gave.
	Instead []Alternative
}

// Alternative is a statement in place of another.
type Alternative struct {
	SQL     string
	StandIn string // what there is then, as in Missing
	// Provisional says that the statement proper is to be tried once more over
	// the alternative, for something that it needs may need the alternative.
	Provisional bool
}

// Object is what a statement makes or changes, under the snapshot's names.
type Object struct {
	Kind string // as in the SQL: table, materialized view, index, function …
	Name pg.Name
	On   pg.Name // the relation of an index, constraint, trigger, rule or policy
	OID  pg.OID  // in the snapshot; 0 for what has none
	// Relation is what it belongs to or is, in the snapshot.
	Relation pg.OID
}

// Missing is an object that the script does not rebuild as it was.
type Missing struct {
	Object  Object
	Reason  string   // one clause: extension hstore is not available
	StandIn string   // what there is in its place, "" for nothing
	Affects []pg.OID // the relations of the snapshot that have or use it
}

// Stage is a part of the script.
type Stage int

// The stages. Definitions are in the order of their dependencies, not of their kinds.
const (
	Globals     Stage = iota // roles, tablespaces, schemas, extensions
	Definitions              // types, functions, sequences, tables, views, indexes with their constraints
	Links                    // partitions and children attached, foreign keys, statistics objects, triggers, rules, policies
	Attributes               // owners, privileges, flags: written into the catalogs in bulk
)

// Script returns the statements that rebuild the schema of a snapshot in an
// empty database, in an order in which they succeed on a server of the same
// major version. It fails only for a snapshot that contradicts itself.
func Script(cat *snapshot.Catalog, opt Options) (*Plan, error) {
	return newScript(cat, opt).write()
}
