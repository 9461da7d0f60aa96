package advice

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Client is on whose behalf sessions work. Unlike a process number it is the
// same in the next run, so that a finding about it can be recognised.
type Client struct{ Role, Database, Application string }

// ClientOf returns whom a session works for.
func ClientOf(s *snapshot.Session) Client {
	return Client{Role: s.UserName, Database: s.Database, Application: s.ApplicationName}
}

// String is role@database (application).
func (c Client) String() string {
	s := c.Role + "@" + c.Database
	if c.Application != "" {
		s += " (" + c.Application + ")"
	}
	return s
}

// Object names the client as the object of a finding.
func (c Client) Object() Object { return Object{Kind: "session", Name: c.String()} }

// Clients returns the sessions that rules judge: those of clients whose
// details show. Background processes, replication and pgadept's own sessions
// are left out.
func (p *Pass) Clients() []*snapshot.Session {
	var out []*snapshot.Session
	for i := range p.Sessions {
		s := &p.Sessions[i]
		if s.BackendType == "client backend" && !s.Hidden && s.ApplicationName != "pgadept" {
			out = append(out, s)
		}
	}
	return out
}

// ByClient groups sessions by whom they work for, in the order of the names.
func ByClient(sessions []*snapshot.Session) [][]*snapshot.Session {
	groups := map[Client][]*snapshot.Session{}
	for _, s := range sessions {
		groups[ClientOf(s)] = append(groups[ClientOf(s)], s)
	}
	var out [][]*snapshot.Session
	for _, g := range groups {
		slices.SortFunc(g, func(a, b *snapshot.Session) int { return cmp.Compare(a.PID, b.PID) })
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b []*snapshot.Session) int {
		return cmp.Compare(ClientOf(a[0]).String(), ClientOf(b[0]).String())
	})
	return out
}

// CancelSession cancels what a session runs. It does nothing when the process
// number belongs to another session by then, or the session to another
// transaction.
func CancelSession(s *snapshot.Session) Step {
	return SQL("select pg_catalog.pg_cancel_backend(pid) from pg_catalog.pg_stat_activity where " + sameTransaction(s))
}

// TerminateSession ends a session, with the precaution of CancelSession.
func TerminateSession(s *snapshot.Session) Step {
	return SQL("select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where " + sameTransaction(s))
}

func sameTransaction(s *snapshot.Session) string {
	where := fmt.Sprintf("pid = %d", s.PID)
	if s.BackendStart != nil {
		where += " and backend_start = " + instant(*s.BackendStart)
	}
	if s.XactStart != nil {
		where += " and xact_start = " + instant(*s.XactStart)
	}
	return where
}

// instant is a time as a literal that every DateStyle and TimeZone reads alike.
func instant(t time.Time) string {
	return pg.QuoteLiteral(t.UTC().Format("2006-01-02 15:04:05.999999") + "+00")
}
