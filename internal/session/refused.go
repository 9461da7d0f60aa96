package session

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// describeServer puts a server's refusal into a sentence. The codes are those
// of appendix A of the manual; poolers use 08P01 for all they say.
func describeServer(c *pgx.ConnConfig, target string, e *pgconn.PgError) (Kind, string) {
	switch e.Code {
	case "28P01":
		if c.Password == "" {
			return WrongPassword, fmt.Sprintf("%s asks for a password and none was given; set PGPASSWORD or use a password file", target)
		}
		return WrongPassword, fmt.Sprintf("the password for %s is wrong, or the role does not exist", target)
	case "28000":
		if !strings.HasPrefix(c.Host, "/") && (strings.Contains(e.Message, "no encryption") || strings.Contains(e.Message, "SSL off")) {
			return NoTLS, fmt.Sprintf("%s refuses the connection without TLS: %s; try sslmode=require", target, e.Message)
		}
		return WrongPassword, fmt.Sprintf("%s refuses the role: %s", target, e.Message)
	case "3D000":
		return NoDatabase, fmt.Sprintf("there is no such database: %s; name it with dbname=…", target)
	case "53300":
		return Full, fmt.Sprintf("%s has no free connection slot (%s); a role with pg_use_reserved_connections or a superuser may still get in", target, e.Message)
	case "57P03":
		return Refused, fmt.Sprintf("%s is not ready for connections: %s", target, e.Message)
	case "08P01", "58000":
		return describePooler(c, target, e)
	}
	return Refused, fmt.Sprintf("%s refuses the connection: %s (SQLSTATE %s)", target, e.Message, e.Code)
}

func describePooler(c *pgx.ConnConfig, target string, e *pgconn.PgError) (Kind, string) {
	m := e.Message
	switch {
	case refusesParameter(e):
		return Refused, fmt.Sprintf("the pooler at %s refuses a start-up parameter (%s); leave options out of the connection string and PGOPTIONS", target, m)
	case strings.Contains(m, "password authentication failed"), strings.Contains(m, "SASL authentication failed"), strings.Contains(m, "no such user"):
		if c.Password == "" {
			return WrongPassword, fmt.Sprintf("%s asks for a password and none was given; set PGPASSWORD or use a password file", target)
		}
		return WrongPassword, fmt.Sprintf("the password for %s is wrong, or the pooler does not know the role", target)
	case strings.Contains(m, "no such database"), strings.Contains(m, "does not exist"):
		return NoDatabase, fmt.Sprintf("there is no such database: %s (%s)", target, m)
	case strings.Contains(m, "no more connections allowed"), strings.Contains(m, "remaining connection slots"), strings.Contains(m, "query_wait_timeout"):
		return Full, fmt.Sprintf("%s has no free connection (%s)", target, m)
	case strings.Contains(m, "invalid server parameter"): // PgBouncer, when a SET of its own fails
		return Refused, fmt.Sprintf("the pooler at %s could not prepare its connection to the server (%s): a start-up parameter that the server refuses, or a statement_timeout of the role or database too short for the pooler's own SET; connect to the server itself", target, m)
	case strings.Contains(m, "SSL required"), strings.Contains(m, "TLS required"):
		return NoTLS, fmt.Sprintf("%s refuses the connection without TLS; try sslmode=require", target)
	}
	return Refused, fmt.Sprintf("%s refuses the connection: %s (SQLSTATE %s)", target, m, e.Code)
}

// greetError says why the first query failed: PgBouncer's and pgpool's
// administration consoles accept a connection and then no SQL.
func greetError(config *pgx.ConnConfig, err error) error {
	e := &ConnectError{Target: target(config), cause: err}
	var server *pgconn.PgError
	if errors.As(err, &server) && (strings.Contains(server.Message, "use 'SHOW HELP;'") || strings.Contains(server.Message, "invalid command") || strings.Contains(server.Message, "extended query protocol not supported")) {
		e.Kind = Console
		e.Text = fmt.Sprintf("%s is the administration console of a pooler, not a database; name the database to examine with dbname=…", e.Target)
		return e
	}
	e.Kind, e.Text = describe(config, e.Target, err)
	if errors.Is(err, context.DeadlineExceeded) {
		e.Text = fmt.Sprintf("%s let us in and did not answer the first query within %s; it may be stuck, or another session has a system catalog locked (VACUUM FULL of one does): see pg_locks, and try again when it is done", e.Target, config.ConnectTimeout)
	}
	return e
}
