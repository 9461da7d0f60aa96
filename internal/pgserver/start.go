package pgserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Options say which server to start and how it is set up. The zero value is the
// newest installed server with settings made for speed.
type Options struct {
	// Major is the wanted major version; 0 prefers an installed server, the
	// newest, and fetches MaxMajor where there is none.
	Major int
	// Settings are written to postgresql.conf and win over the defaults.
	Settings map[string]string
	// DurableDefaults leaves fsync, full_page_writes, synchronous_commit,
	// shared_buffers and data checksums as PostgreSQL itself has them, so that
	// the server looks like a stock one to whoever examines it.
	DurableDefaults bool
	// TCP makes ConnString name a free port on 127.0.0.1, with a password,
	// instead of a unix socket in a private directory. Windows always does.
	TCP bool
	// Progress, if set, is told in a few words what a first start is busy with
	// and which servers of killed processes could not be cleaned up.
	Progress func(string)

	untied bool // for tests: the server outlives a killed parent
}

func (o Options) tcp() bool { return o.TCP || !hasSockets }

// startTimeout bounds the time from launch to readiness when ctx does not.
const startTimeout = 60 * time.Second

// portTries is how often a TCP server looks for another port when somebody was
// quicker to take the one it found free.
const portTries = 5

// Start runs a new, empty server and returns when it takes connections. ctx
// bounds the start alone; the server runs until Stop.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	c, err := openCache()
	if err != nil {
		return nil, err
	}
	if err := sweep(ctx, c); err != nil {
		o.Progress(err.Error()) // an old server's trouble does not stop the new one
	}
	b, err := find(ctx, c, o.Major, o.Progress)
	if err != nil {
		return nil, err
	}
	who := serverAccount()
	if !who.canEnter(b.dir) {
		return nil, fmt.Errorf("%s cannot be entered by uid %d, which the server runs as when root starts it; move it to a directory that everybody can read", b.dir, who.uid)
	}
	t, err := templateFor(ctx, c, b, o.DurableDefaults, who, o.Progress)
	if err != nil {
		return nil, err
	}
	s := &Server{Major: b.major, Version: b.version, bin: b, who: who, options: o}
	if err := s.create(c, t); err != nil {
		return nil, errors.Join(fmt.Errorf("make a directory for PostgreSQL %s: %w", b.version, err), s.discard(ctx))
	}
	if err := s.startOnPort(ctx); err != nil {
		return nil, errors.Join(err, s.discard(ctx))
	}
	return s, nil
}

// create makes the server's directory from the template. The record is written
// first: there is never a directory that nobody would clean up.
func (s *Server) create(c cache, t template) (err error) {
	if s.place, err = newPlace(s.who); err != nil {
		return err
	}
	if s.password, err = t.password(); err != nil {
		return err
	}
	s.record = record{Parent: os.Getpid(), Place: s.place, Data: s.Dir(), Bin: s.bin.dir, Started: time.Now()}
	if s.file, err = writeRecord(c, s.record); err != nil {
		return err
	}
	if err := os.Mkdir(s.place, 0o700); err != nil {
		return err
	}
	if err := s.who.own(s.place); err != nil {
		return err
	}
	if err := copyTree(t.data(), s.Dir(), s.who); err != nil {
		return err
	}
	return writeHBA(s.Dir(), s.Major, s.options.tcp())
}

// startOnPort configures and launches the server. A port that was free may be
// taken by the time the server binds it; then another is tried.
func (s *Server) startOnPort(ctx context.Context) error {
	for try := 1; ; try++ {
		s.port = socketPort
		if s.options.tcp() {
			port, err := freePort(ctx)
			if err != nil {
				return err
			}
			s.port = port
		}
		conf, err := settings(s.options, s.place, s.port)
		if err != nil {
			return err
		}
		if err := writeConf(s.Dir(), conf); err != nil {
			return err
		}
		err = s.launch(ctx)
		if err == nil || try == portTries || !s.options.tcp() || !strings.Contains(err.Error(), "could not bind") {
			return err
		}
	}
}

func freePort(ctx context.Context) (int, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// launch starts the postmaster and waits until it takes connections.
func (s *Server) launch(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	log, err := os.OpenFile(s.LogFile(), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	p, err := launch(ctx, s.bin, s.Dir(), log, s.who, !s.options.untied)
	if err != nil {
		return fmt.Errorf("start PostgreSQL %s: %w", s.Version, err)
	}
	s.process = p
	if s.pid, err = p.waitReady(ctx, s.Dir()); err != nil {
		text, readErr := os.ReadFile(s.LogFile())
		return errors.Join(fmt.Errorf("PostgreSQL %s did not come up: %w; the end of its log: %s", s.Version, err, lastLines(string(text), 10)), readErr)
	}
	s.record.Postmaster = s.pid
	return s.file.write(s.record)
}

// Dir returns the server's data directory.
func (s *Server) Dir() string { return filepath.Join(s.place, "data") }
