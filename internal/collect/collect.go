// Package collect reads one database into a snapshot: one read-only
// transaction, a constant number of set-based queries, no lock stronger than
// ACCESS SHARE. What it could not see it says.
package collect

import (
	"context"
	"fmt"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/session"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Options bound a collection. The zero value is the default.
type Options struct {
	Tool             string          // what the snapshot names as its maker; "pgadept" if empty
	StatementTimeout time.Duration   // of each query; 20 s if 0
	LockTimeout      time.Duration   // of each query; 150 ms if 0
	MaxStatements    int             // entries of pg_stat_statements kept; 5,000 if 0
	MaxSizes         int             // relations and indexes whose file is measured; 5,000 if 0
	Planner          bool            // read what a twin needs besides: metapages and heights of indexes
	Ends             bool            // with Planner: read two rows of each index, its least and its greatest key
	Areas            []snapshot.Area // read these, and what they cannot be read without; nil is everything
}

func (o Options) withDefaults() Options {
	if o.Tool == "" {
		o.Tool = "pgadept"
	}
	if o.StatementTimeout == 0 {
		o.StatementTimeout = 20 * time.Second
	}
	if o.LockTimeout == 0 {
		o.LockTimeout = 150 * time.Millisecond
	}
	if o.MaxStatements == 0 {
		o.MaxStatements = 5000
	}
	if o.MaxSizes == 0 && o.Planner {
		o.MaxSizes = 100000 // a plan goes by the length of the file
	}
	if o.MaxSizes == 0 {
		o.MaxSizes = 5000
	}
	return o
}

// From connects to target, as [session.Open] does, and collects.
func From(ctx context.Context, target string, opt Options) (*snapshot.Snapshot, error) {
	s, err := session.Open(ctx, target)
	if err != nil {
		return nil, err
	}
	defer s.Close(context.WithoutCancel(ctx))
	return Collect(ctx, s, opt)
}

// Collect reads the connected database in one REPEATABLE READ READ ONLY
// transaction. It fails only where nothing can be said of the server at all:
// the connection is lost, ctx ends, or the server is too old. Everything else
// that goes wrong is an entry of NotSeen.
func Collect(ctx context.Context, s *session.Session, opt Options) (*snapshot.Snapshot, error) {
	c := newCollector(ctx, s, opt.withDefaults())
	if err := c.begin(); err != nil {
		return nil, catalogLocked(err)
	}
	defer c.end()
	for _, p := range parts {
		if c.wants(p.areas...) {
			p.read(c)
		}
	}
	if c.opt.Planner {
		c.indexPages()
		c.endPoints()
		c.keepPages()
	}
	if c.err != nil {
		return nil, fmt.Errorf("collect from %s: %w", c.snap.Server.Database, c.err)
	}
	c.finish()
	return c.snap, nil
}

// part is what is read together.
type part struct {
	read  func(*collector)
	areas []snapshot.Area
}

// parts are all that is read, in order: what changes fast first (the sessions
// and locks of one moment), then what later parts look up. A part of several
// areas reads those of them that are wanted.
var parts = []part{
	{(*collector).locked, always}, // lest any of the rest wait
	{(*collector).activity, []snapshot.Area{snapshot.AreaSessions, snapshot.AreaLocks, snapshot.AreaPreparedTransactions, snapshot.AreaProgress}},
	{(*collector).cluster, []snapshot.Area{
		snapshot.AreaDatabases, snapshot.AreaTablespaces, snapshot.AreaSettings, snapshot.AreaSettingOverrides, snapshot.AreaFileSettings,
		snapshot.AreaHBARules, snapshot.AreaRoles, snapshot.AreaPasswords, snapshot.AreaMemberships,
	}},
	{(*collector).replication, []snapshot.Area{snapshot.AreaSlots, snapshot.AreaReplication, snapshot.AreaWALReceiver}},
	{(*collector).names, ofSchema},
	{(*collector).relations, ofSchema},
	{(*collector).columns, ofSchema},
	{(*collector).indexes, ofSchema},
	{(*collector).constraints, ofSchema},
	{(*collector).objects, []snapshot.Area{snapshot.AreaTypes, snapshot.AreaCollations, snapshot.AreaDefaultACLs, snapshot.AreaEventTriggers}},
	{(*collector).programs, []snapshot.Area{snapshot.AreaFunctions, snapshot.AreaTriggers, snapshot.AreaRules, snapshot.AreaPolicies, snapshot.AreaDefinitions, snapshot.AreaDependencies}},
	{(*collector).viewDefinitions, []snapshot.Area{snapshot.AreaViewUses, snapshot.AreaViewDefinitions}},
	{(*collector).sequences, []snapshot.Area{snapshot.AreaSequences, snapshot.AreaSequenceValues}},
	{(*collector).publications, []snapshot.Area{
		snapshot.AreaPublications, snapshot.AreaPublicationTables, snapshot.AreaSubscriptions, snapshot.AreaSubscriptionSecrets,
	}},
	{(*collector).foreign, []snapshot.Area{snapshot.AreaForeignServers, snapshot.AreaUserMappings}},
	{(*collector).counters, []snapshot.Area{snapshot.AreaTableCounters, snapshot.AreaIndexCounters, snapshot.AreaFunctionCounters}},
	{(*collector).clusterCounters, []snapshot.Area{
		snapshot.AreaDatabaseCounters, snapshot.AreaIO, snapshot.AreaWAL, snapshot.AreaCheckpoints, snapshot.AreaArchiver, snapshot.AreaSLRU,
	}},
	{(*collector).statements, []snapshot.Area{snapshot.AreaStatements, snapshot.AreaStatementsInfo}},
	{(*collector).sizes, []snapshot.Area{snapshot.AreaSizes}},
	{(*collector).columnStatistics, []snapshot.Area{snapshot.AreaColumnStatistics}},
	{(*collector).extendedStatistics, []snapshot.Area{snapshot.AreaExtendedStatistics}},
}

// oldest is the first major whose catalogs our queries have a chance with.
const oldest = 10

func tooOld(v pg.Version) error {
	return fmt.Errorf("the server is PostgreSQL %s; pgadept reads %d to %d, and nothing below %d", v, pg.OldestMajor, pg.NewestMajor, oldest)
}
