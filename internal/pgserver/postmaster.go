package pgserver

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// pidFile is what the postmaster writes into postmaster.pid about itself.
type pidFile struct {
	pid   int
	ready bool
}

// readPIDFile reads postmaster.pid. ok is false while there is none, or only
// the beginning of one. Its lines: pid, data directory, start time, port,
// socket directory, address, shared memory key, status (utils/pidfile.h).
func readPIDFile(data string) (p pidFile, ok bool) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if err != nil {
		return pidFile{}, false
	}
	lines := bytes.Split(text, []byte("\n"))
	pid, err := strconv.Atoi(strings.TrimSpace(string(lines[0])))
	if err != nil || pid <= 1 {
		return pidFile{}, false
	}
	ready := len(lines) > 7 && string(bytes.TrimSpace(lines[7])) == "ready"
	return pidFile{pid: pid, ready: ready}, true
}

// process is a running postmaster.
type process struct {
	child *os.Process   // nil on Windows, where pg_ctl comes in between
	done  chan struct{} // closed when it has ended
	err   error         // how it ended; read after done
}

// waitReady waits until the postmaster says that it takes connections.
func (p *process) waitReady(ctx context.Context, data string) (pid int, err error) {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		if f, ok := readPIDFile(data); ok && f.ready {
			return f.pid, nil
		}
		select {
		case <-p.done:
			return 0, fmt.Errorf("it ended: %w", p.err)
		case <-ctx.Done():
			return 0, fmt.Errorf("it was not ready in time: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

// lastLines returns the end of a log on one line.
func lastLines(log string, n int) string {
	lines := strings.Split(strings.TrimSpace(log), "\n")
	if len(lines) > n {
		lines = lines[len(lines)-n:]
	}
	return strings.Join(lines, " | ")
}
