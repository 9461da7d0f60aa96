package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"time"
)

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
	if err := s.create(ctx, c, t); err != nil {
		return nil, errors.Join(fmt.Errorf("make a directory for PostgreSQL %s: %w", b.version, err), s.discard(ctx))
	}
	if err := s.startOnPort(ctx); err != nil {
		return nil, errors.Join(err, s.discard(ctx))
	}
	s.gone = make(chan struct{})
	go s.hold()
	return s, nil
}

// hold keeps the server's record locked until Stop, also when the caller has
// forgotten the Server: the collector would close the file, and with the lock
// gone the next Start would take the server for an orphan.
func (s *Server) hold() {
	<-s.gone
	runtime.KeepAlive(s)
}

// create makes the server's directory from the template. The record is written
// first: there is never a directory that nobody would clean up.
func (s *Server) create(ctx context.Context, c cache, t template) (err error) {
	if s.place, err = newPlace(s.who, s.options.OnDisk); err != nil {
		return err
	}
	if s.password, err = t.password(); err != nil {
		return err
	}
	s.record = record{Parent: os.Getpid(), Place: s.place, Data: s.Dir(), Bin: s.bin.dir, Started: time.Now()}
	if s.file, err = writeRecord(ctx, c, s.record); err != nil {
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
