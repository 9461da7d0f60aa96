package pgserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"
)

// startTimeout bounds the time from launch to readiness when ctx does not.
const startTimeout = 60 * time.Second

// portTries is how often a TCP server looks for another port when somebody was
// quicker to take the one it found free.
const portTries = 5

// startOnPort configures and launches the server. A port that was free may be
// taken by the time the server binds it; then another is tried.
func (s *Server) startOnPort(ctx context.Context) error {
	for try := 1; ; try++ {
		s.port = socketPort
		if s.options.tcp() {
			find := freePort
			if s.options.ports != nil {
				find = s.options.ports
			}
			port, err := find(ctx)
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
