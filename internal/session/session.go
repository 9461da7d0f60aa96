// Package session opens guarded connections to a database: one connection,
// named pgadept, that works through a transaction pooler. Its errors say in
// one sentence what failed, on what, and what to do.
package session

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// ApplicationName is how our sessions appear in pg_stat_activity.
const ApplicationName = "pgadept"

// connectTimeout bounds a connection whose target sets no connect_timeout.
const connectTimeout = 10 * time.Second

// A message announces its length, for which memory is then set aside. Whoever
// is no PostgreSQL server announces anything: 842 MB in the greeting of a mail
// server. So until we know whom we talk to, no more is believed than libpq does
// (MAX_ERRLEN in fe-connect.c), and after that no more than a row can need.
const (
	greetingLimit = 30000
	messageLimit  = 256 << 20
)

// Session is one connection. It is not safe for concurrent use.
type Session struct {
	Conn *pgx.Conn

	// Pooler names what stands between us and the server: pgpool, or pooler
	// for PgBouncer and its like; empty for a direct connection.
	Pooler string

	short []string // time limits that would end the session before it sets its own
}

// Open connects to target: a URL, a keyword/value connection string, or empty
// for what libpq's environment says (PGHOST, PGSERVICE, PGPASSFILE …).
// A failure is a [*ConnectError].
func Open(ctx context.Context, target string) (*Session, error) {
	config, err := pgx.ParseConfig(target)
	if err != nil {
		return nil, parseError(target, err)
	}
	guard(config)
	var lifted []string
	for {
		s, err := dial(ctx, config)
		late := struck(err)
		if err == nil {
			if late = s.short; len(late) == 0 {
				return s, nil
			}
			s.Close(context.WithoutCancel(ctx)) // another is opened in its place
		}
		between := err == nil && s.Pooler != "" || len(lifted) > 0 && refusesParameter(err)
		lifted = append(lifted, late...)
		switch {
		case between, err == nil && !lift(config, late):
			return nil, limitError(config, lifted, err)
		case err != nil && !lift(config, late):
			return nil, err
		}
	}
}

// dial makes one connection and greets whoever answers.
func dial(ctx context.Context, config *pgx.ConnConfig) (*Session, error) {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, connectError(config, err)
	}
	s := &Session{Conn: conn}
	conn.PgConn().Frontend().SetMaxBodyLen(messageLimit)
	// A server that lets us in may yet answer nothing: its catalogs are locked.
	greeting, cancel := context.WithTimeout(ctx, config.ConnectTimeout)
	defer cancel()
	if err := s.greet(greeting, config); err != nil {
		conn.Close(context.WithoutCancel(ctx)) // the session is of no use; err says why
		return nil, err
	}
	return s, nil
}

// Close ends the session.
func (s *Session) Close(ctx context.Context) error { return s.Conn.Close(ctx) }

// guard makes a configuration fit for every server and pooler: no named
// prepared statements, which a transaction pooler hands to the wrong backend,
// and no start-up parameter but the name, which is all that every pooler takes
// (limits.go has the exceptions).
func guard(config *pgx.ConnConfig) {
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.StatementCacheCapacity = 0
	config.DescriptionCacheCapacity = 0
	config.RuntimeParams["application_name"] = ApplicationName
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	config.BuildFrontend = func(r io.Reader, w io.Writer) *pgproto3.Frontend {
		f := pgproto3.NewFrontend(r, w)
		f.SetMaxBodyLen(greetingLimit)
		return f
	}
	config.OnNotice = func(*pgconn.PgConn, *pgconn.Notice) {}
}

// greet asks the first question, which tells a server from a pooler's
// administration console and shows a pooler in between: the process that
// answers is then not the one the connection was promised.
func (s *Session) greet(ctx context.Context, config *pgx.ConnConfig) error {
	var pid uint32
	var values string
	if err := s.Conn.QueryRow(ctx, greeting()).Scan(&pid, &values); err != nil {
		return greetError(config, err)
	}
	s.short = shortLimits(values)
	if pid == s.Conn.PgConn().PID() {
		return nil
	}
	s.Pooler = "pooler"
	var version string
	if err := s.Conn.QueryRow(ctx, "show pool_version").Scan(&version); err == nil {
		s.Pooler = "pgpool"
	} else if s.Conn.IsClosed() {
		return fmt.Errorf("ask for the pooler's version: %w", err)
	}
	return nil
}
