package pgserver

import (
	"context"
	"errors"
	"net/url"
	"path/filepath"
	"strconv"
	"sync"
	"time"
)

// Server is a running PostgreSQL server. Its methods may be called from several
// goroutines.
type Server struct {
	// Major is the major version, such as 15.
	Major int
	// Version is the full version, such as "15.18".
	Version string

	bin      binaries
	who      account
	options  Options
	place    string // holds the data directory, the socket and the log
	password string
	port     int
	record   record
	file     *recordFile
	gone     chan struct{} // closed by Stop

	mu      sync.Mutex // guards what follows
	process *process
	pid     int
	stopped bool
}

// ConnString returns a URL for the named database, as the superuser.
func (s *Server) ConnString(db string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + db}
	q := url.Values{}
	if s.options.tcp() {
		u.User = url.UserPassword(Superuser, s.password)
		u.Host = "127.0.0.1:" + strconv.Itoa(s.port)
		q.Set("sslmode", "disable")
	} else {
		u.User = url.User(Superuser)
		q.Set("host", s.place)
		q.Set("port", strconv.Itoa(s.port))
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Dir returns the server's data directory.
func (s *Server) Dir() string { return filepath.Join(s.place, "data") }

// Bin returns the directory of the server's programs. A fetched server has
// postgres, initdb and pg_ctl there, and no psql.
func (s *Server) Bin() string { return s.bin.dir }

// LogFile returns the path of the server's log.
func (s *Server) LogFile() string { return filepath.Join(s.place, "log") }

// PID returns the process id of the postmaster.
func (s *Server) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.pid
}

// Restart ends the server in good order and starts it again on the same data,
// the same address and what ALTER SYSTEM has changed.
func (s *Server) Restart(ctx context.Context) error {
	return s.Offline(ctx, func() error { return nil })
}

// Offline is a Restart that lets work change the files in the data directory
// while nobody has them open. When work fails the server stays down, and Stop
// removes it.
func (s *Server) Offline(ctx context.Context, work func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return errors.New("the server was stopped and its data are gone; start another")
	}
	if err := s.process.shutdown(ctx, s.bin, s.Dir(), fast); err != nil {
		return err
	}
	if err := work(); err != nil {
		return err
	}
	return s.launch(ctx)
}

// Own gives a file that was made in the data directory to the account that the
// server runs as.
func (s *Server) Own(path string) error { return s.who.own(path) }

// killAfter is when a server that does not shut down is killed. PostgreSQL itself
// kills what hangs in an immediate shutdown after 5 s.
const killAfter = 10 * time.Second

// Stop ends the server at once and removes its directory. A second call does
// nothing. It does its work even when ctx is over, for it is often called after
// Ctrl-C, and takes some milliseconds, 10 s at the most.
func (s *Server) Stop(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return nil
	}
	s.stopped = true
	close(s.gone)
	return s.discard(ctx)
}

// discard removes what a server leaves, also when its start broke off half-way.
func (s *Server) discard(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), killAfter)
	defer cancel()
	var errs []error
	if s.process != nil {
		errs = append(errs, s.process.shutdown(ctx, s.bin, s.Dir(), immediate))
	}
	if s.file != nil {
		errs = append(errs, removePlace(s.place), s.file.remove())
	}
	return errors.Join(errs...)
}
