package session

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Kind is why a connection could not be made.
type Kind string

// The kinds a caller may want to tell apart.
const (
	BadTarget     Kind = "bad target"     // the connection string does not parse
	Unreachable   Kind = "unreachable"    // nobody answers there
	NotPostgres   Kind = "not postgres"   // somebody answers, in another language
	WrongPassword Kind = "wrong password" // or none given, or pg_hba.conf refuses
	NoDatabase    Kind = "no database"
	NoTLS         Kind = "no tls" // the two sides do not agree on encryption
	Full          Kind = "full"   // no connection slot is free
	Console       Kind = "console"
	Refused       Kind = "refused" // the server refuses for another reason
)

// ConnectError is one clear sentence about a connection that could not be
// made. It never holds a password.
type ConnectError struct {
	Kind   Kind
	Target string // host:port/database as user
	Text   string // the sentence
	cause  error
}

func (e *ConnectError) Error() string { return e.Text }

// Unwrap gives the driver's error. Its text may repeat the connection string,
// which pgx prints with the password struck out.
func (e *ConnectError) Unwrap() error { return e.cause }

func connectError(config *pgx.ConnConfig, err error) error {
	e := &ConnectError{Target: target(config), cause: err}
	e.Kind, e.Text = describe(config, e.Target, err)
	return e
}

func describe(c *pgx.ConnConfig, target string, err error) (Kind, string) {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return describeServer(c, target, server)
	}
	var (
		network  *net.OpError
		dns      *net.DNSError
		unknown  x509.UnknownAuthorityError
		hostname x509.HostnameError
		invalid  x509.CertificateInvalidError
		verify   *tls.CertificateVerificationError
		record   tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &unknown), errors.As(err, &hostname), errors.As(err, &invalid), errors.As(err, &verify):
		return NoTLS, fmt.Sprintf("the TLS certificate of %s is not trusted (%s); give its authority with sslrootcert=FILE, or sslmode=require to encrypt without checking", target, lastLine(err))
	case tlsOnly(c) && (errors.As(err, &record) || strings.Contains(err.Error(), "server refused TLS connection")):
		if !declinesTLS(c) {
			return NotPostgres, fmt.Sprintf("what listens at %s does not speak PostgreSQL's protocol; check the port", target)
		}
		return NoTLS, fmt.Sprintf("%s does not accept TLS; set ssl = on there, or use sslmode=disable if the network is trusted", target)
	case errors.As(err, &dns):
		return Unreachable, fmt.Sprintf("the host of %s is not known (%s); check its name", target, dns.Err)
	case errors.Is(err, syscall.ENOENT):
		return Unreachable, fmt.Sprintf("no server listens at %s (no such socket); check the directory and port, and that the server runs", target)
	case errors.Is(err, syscall.ECONNREFUSED):
		return Unreachable, fmt.Sprintf("no server listens at %s (connection refused); check the port, listen_addresses, and that the server runs", target)
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &network) && network.Timeout():
		return Unreachable, fmt.Sprintf("%s did not answer in time; check the host, the port, and the firewall in between", target)
	case errors.Is(err, context.Canceled):
		return Unreachable, fmt.Sprintf("the connection to %s was cancelled", target)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), notOurProtocol(err):
		return NotPostgres, fmt.Sprintf("what listens at %s does not speak PostgreSQL's protocol; check the port", target)
	case errors.As(err, &network):
		return Unreachable, fmt.Sprintf("%s cannot be reached (%s)", target, network.Err)
	}
	return Refused, fmt.Sprintf("no connection to %s: %s", target, lastLine(err))
}

// tlsOnly reports whether no attempt without TLS was made: only then is the
// refusal of TLS the reason.
func tlsOnly(c *pgx.ConnConfig) bool {
	if c.TLSConfig == nil {
		return false
	}
	for _, f := range c.Fallbacks {
		if f.TLSConfig == nil {
			return false
		}
	}
	return true
}

// notOurProtocol recognises an answer that pgproto3 cannot read: an HTTP or
// SSH greeting is a message of unknown type or of absurd length.
func notOurProtocol(err error) bool {
	s := err.Error()
	for _, sign := range []string{"unknown message type", "invalid message length", "message length", "received unexpected message", "invalid body length", "exceeds maximum", "unknown authentication"} {
		if strings.Contains(s, sign) {
			return true
		}
	}
	return false
}

// target is host:port/database as user; a socket is its directory.
func target(c *pgx.ConnConfig) string {
	where := net.JoinHostPort(c.Host, fmt.Sprint(c.Port))
	if strings.HasPrefix(c.Host, "/") {
		where = fmt.Sprintf("%s:%d", c.Host, c.Port)
	}
	db := c.Database
	if db == "" {
		db = c.User
	}
	return fmt.Sprintf("%s/%s (as %s)", where, db, c.User)
}

// lastLine is the innermost message in one line.
func lastLine(err error) string {
	lines := strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' })
	if len(lines) == 0 {
		return "no reason given"
	}
	return strings.TrimSpace(lines[len(lines)-1])
}
