package collect

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SQLSTATEs on which we act.
const (
	noPrivilege  = "42501"
	lockNotFree  = "55P03"
	canceled     = "57014"
	notPreloaded = "55000"
	invalidBytes = "22021"
	noEquivalent = "22P05"
)

// grants are what shows an area to a role that may not read it; %s is the role.
var grants = map[snapshot.Area]string{
	snapshot.AreaHBARules:            "grant select on pg_catalog.pg_hba_file_rules to %[1]s; grant execute on function pg_catalog.pg_hba_file_rules() to %[1]s",
	snapshot.AreaFileSettings:        "grant select on pg_catalog.pg_file_settings to %[1]s; grant execute on function pg_catalog.pg_show_all_file_settings() to %[1]s",
	snapshot.AreaSettings:            "grant pg_read_all_settings to %s",
	snapshot.AreaPasswords:           "a superuser; or: grant select on pg_catalog.pg_authid to %s -- this shows it the password hashes",
	snapshot.AreaSessions:            "grant pg_monitor to %s",
	snapshot.AreaReplication:         "grant pg_monitor to %s",
	snapshot.AreaWALReceiver:         "grant pg_monitor to %s",
	snapshot.AreaProgress:            "grant pg_monitor to %s",
	snapshot.AreaStatements:          "grant pg_monitor to %s",
	snapshot.AreaStatementsInfo:      "grant pg_monitor to %s",
	snapshot.AreaColumnStatistics:    "grant select on pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data to %s",
	snapshot.AreaExtendedStatistics:  "grant select on pg_catalog.pg_statistic, pg_catalog.pg_statistic_ext_data to %s",
	snapshot.AreaSubscriptionSecrets: "grant select (subconninfo) on pg_catalog.pg_subscription to %s -- this shows it the connection strings",
	snapshot.AreaIndexPages:          "a superuser; without, heights of B-trees are taken from costs or sizes, and of GIN indexes nothing is known",
	snapshot.AreaEndPoints:           "grant select on all tables in schema … to %s -- of each index two rows are read",
	snapshot.AreaUserMappings:        "a superuser, or the owner of the foreign server",
}

func (c *collector) grant(area snapshot.Area) string {
	g := grants[area]
	if strings.Contains(g, "%") {
		return fmt.Sprintf(g, c.role)
	}
	return g
}

// notSeen notes that an area could not be read, in one clause.
func (c *collector) notSeen(area snapshot.Area, err error) {
	if c.err != nil {
		return // the whole collection fails
	}
	n := snapshot.NotSeen{Area: area, Why: c.why(err)}
	var server *pgconn.PgError
	if errors.As(err, &server) && server.Code == noPrivilege {
		n.Grant = c.grant(area)
	}
	c.note(n)
}

// note adds an entry, or widens the one the area has.
func (c *collector) note(n snapshot.NotSeen) {
	old := c.snap.Unseen(n.Area)
	if old == nil {
		c.snap.NotSeen = append(c.snap.NotSeen, n)
		return
	}
	if !strings.Contains(old.Why, n.Why) {
		old.Why += "; " + n.Why
	}
	old.Partial = old.Partial && n.Partial
	old.Objects += n.Objects
	if old.Grant == "" {
		old.Grant = n.Grant
	}
}

func (c *collector) why(err error) string {
	var server *pgconn.PgError
	if !errors.As(err, &server) {
		return "its answer could not be read: " + err.Error()
	}
	switch server.Code {
	case canceled:
		return fmt.Sprintf("the query did not end within %s", c.opt.StatementTimeout)
	case lockNotFree:
		return fmt.Sprintf("another session held a conflicting lock for more than %s", c.opt.LockTimeout)
	}
	return fmt.Sprintf("%s (SQLSTATE %s)", pg.MarkStray([]byte(server.Message)), server.Code)
}
