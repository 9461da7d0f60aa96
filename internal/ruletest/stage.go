package ruletest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgserver"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// stage is a database in which one script was played.
type stage struct {
	t        testing.TB
	dsn      string
	own      *pgserver.Server // nil on the shared server
	sessions map[string]*pgx.Conn
	script   *script
	major    int
	counts   bool                // the rule reads the tables' counters
	before   map[uint32]relation // what users had before the fix
	seen     *snapshot.Snapshot  // what the last look saw
}

// clusterWide are areas whose rows every database of a server sees: a rule
// that needs one gets a server of its own, lest cases running beside it be
// seen.
var clusterWide = []snapshot.Area{
	snapshot.AreaSessions, snapshot.AreaLocks, snapshot.AreaPreparedTransactions, snapshot.AreaSlots,
	snapshot.AreaReplication, snapshot.AreaRoles, snapshot.AreaPasswords, snapshot.AreaMemberships,
	snapshot.AreaDatabases, snapshot.AreaHBARules, snapshot.AreaProgress, snapshot.AreaTablespaces,
}

// The harness's own sessions, by names that no script uses.
const (
	watcher = "watcher of the harness"
	holder  = "holder of the harness"
)

// newStage makes the database and plays the script.
func newStage(t testing.TB, rule *advice.Rule, sc *script, major int) *stage {
	t.Helper()
	st := &stage{t: t, sessions: map[string]*pgx.Conn{}, script: sc, major: major}
	st.counts = slices.Contains(slices.Concat(rule.Needs, rule.Wants), snapshot.AreaTableCounters)
	// pg_stat_statements has room for 5,000 and drops the rarest: beside a
	// thousand other cases a statement may be gone before it is looked at.
	reads := slices.Contains(slices.Concat(rule.Needs, rule.Wants), snapshot.AreaStatements)
	private := sc.server != nil || reads || slices.ContainsFunc(rule.Needs, func(a snapshot.Area) bool { return slices.Contains(clusterWide, a) })
	if private {
		st.own = pgtest.Lease(t, major, sc.server)
		st.dsn = st.own.ConnString("postgres")
	} else {
		st.dsn = pgtest.DB(t, major)
	}
	st.play()
	return st
}

func (st *stage) play() {
	st.t.Helper()
	ctx := st.t.Context()
	for _, a := range st.script.acts {
		switch {
		case a.restart:
			st.restart()
		case a.blocks:
			st.sendBlocking(ctx, a)
		default:
			c := st.session(a.session)
			if st.counts {
				st.tellCounts(c, a.sql)
			}
			if _, err := c.Exec(ctx, a.sql, pgx.QueryExecModeSimpleProtocol); err != nil {
				st.t.Fatalf("session %s: %v\n%s", a.session, err, a.sql)
			}
		}
	}
}

// session returns the named session, opened at its first use.
func (st *stage) session(name string) *pgx.Conn {
	st.t.Helper()
	if c := st.sessions[name]; c != nil {
		return c
	}
	c := pgtest.Conn(st.t, st.dsn)
	st.sessions[name] = c
	return c
}

// sendBlocking runs a statement beside and returns when the server shows the
// session waiting for a lock.
func (st *stage) sendBlocking(ctx context.Context, a act) {
	st.t.Helper()
	c := st.session(a.session)
	pid := c.PgConn().PID()
	done := make(chan error, 1)
	go func() {
		_, err := c.Exec(context.WithoutCancel(ctx), a.sql, pgx.QueryExecModeSimpleProtocol)
		done <- err
	}()
	if !st.waits(pid, done) {
		st.t.Fatalf("session %s should wait for a lock, ended with %v: %s", a.session, <-done, a.sql)
	}
}

func (st *stage) restart() {
	st.t.Helper()
	if st.own == nil {
		st.t.Fatal("@restart needs a private server: add @server")
	}
	for _, c := range st.sessions {
		c.Close(st.t.Context())
	}
	st.sessions = map[string]*pgx.Conn{}
	if err := st.own.Restart(st.t.Context()); err != nil {
		st.t.Fatalf("restart: %v", err)
	}
	st.dsn = st.own.ConnString("postgres")
}

// look collects the database, applies the edits and runs the rule.
func (st *stage) look(rule *advice.Rule, edits []edit, missingOK bool, thresholds map[string]float64) advice.Outcome {
	st.t.Helper()
	s, err := st.collect(areas(rule, edits))
	if err != nil {
		st.t.Fatalf("collect: %v", err)
	}
	if s, err = apply(s, edits, missingOK); err != nil {
		st.t.Fatal(err)
	}
	for _, u := range st.script.unseen {
		var n snapshot.NotSeen
		n.Area, n.Partial, n.Why, n.Grant = parseUnseen(u)
		s.NotSeen = append(s.NotSeen, n)
	}
	st.seen = s
	return advice.Run(rule, snapshot.NewCatalog(s), thresholds)
}

// areas are what a rule says it reads, and no more: one that reads what it
// does not declare finds nothing there. Beside them is what the edits change.
func areas(rule *advice.Rule, edits []edit) []snapshot.Area {
	out := slices.Concat(rule.Needs, rule.Wants)
	for _, e := range edits {
		area, _, _ := strings.Cut(e.path, "[")
		area, _, _ = strings.Cut(area, ".")
		if a := snapshot.Area(area); slices.Contains(snapshot.Areas(), a) {
			out = append(out, a)
		}
		if strings.Contains(e.value, "oid:") {
			out = append(out, snapshot.AreaRelations)
		}
	}
	return out
}

func (st *stage) collect(areas []snapshot.Area) (*snapshot.Snapshot, error) {
	dsn := st.dsn
	if r := st.script.role; r != "" {
		dsn = pgtest.As(st.t, dsn, r)
	}
	s, err := collect.From(st.t.Context(), dsn, collect.Options{Areas: areas})
	if err != nil {
		return nil, fmt.Errorf("as %q: %w", st.script.role, err)
	}
	// The harness's own sessions are no part of the story.
	s.Sessions = slices.DeleteFunc(s.Sessions, func(x snapshot.Session) bool {
		for _, name := range []string{watcher, holder} {
			if c := st.sessions[name]; c != nil && uint32(x.PID) == c.PgConn().PID() {
				return true
			}
		}
		return false
	})
	return s, nil
}

// parseUnseen reads: AREA [partial] [: why]
func parseUnseen(u string) (snapshot.Area, bool, string, string) {
	var area, flag string
	fmt.Sscan(u, &area, &flag)
	return snapshot.Area(area), flag == "partial", "permission denied", "grant pg_monitor to checker"
}
