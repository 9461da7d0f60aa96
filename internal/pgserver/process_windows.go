package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// hasSockets says whether servers are reached by unix sockets.
const hasSockets = false

// shutdownMode is a word that pg_ctl knows.
type shutdownMode string

const (
	fast      shutdownMode = "fast"
	immediate shutdownMode = "immediate"
)

// launch starts the postmaster by pg_ctl, which gives up an administrator's
// rights; PostgreSQL does not run with them.
func launch(ctx context.Context, b binaries, data string, log *os.File, _ account, _ bool) (*process, error) {
	p := &process{done: make(chan struct{}), err: errors.New("see its log")}
	cmd := exec.CommandContext(ctx, program(b.dir, "pg_ctl"), "start", "-w", "-D", data, "-l", log.Name())
	cmd.Env = serverEnv()
	if err := cmd.Run(); err != nil {
		close(p.done)
	}
	return p, nil
}

// shutdown tells the postmaster to end and waits for it.
func (p *process) shutdown(ctx context.Context, b binaries, data string, how shutdownMode) error {
	select {
	case <-p.done:
		return nil
	default:
	}
	if err := pgCtlStop(ctx, b.dir, data, how); err != nil {
		return err
	}
	close(p.done)
	return nil
}

// stopOrphan ends the postmaster of a data directory whose parent is gone.
func stopOrphan(ctx context.Context, r record) error {
	if _, ok := readPIDFile(r.Data); !ok {
		return nil
	}
	if err := exec.CommandContext(ctx, program(r.Bin, "pg_ctl"), "status", "-D", r.Data).Run(); err != nil {
		return nil // pg_ctl finds no server running there
	}
	return pgCtlStop(ctx, r.Bin, r.Data, immediate)
}

func pgCtlStop(ctx context.Context, bin, data string, how shutdownMode) error {
	cmd := exec.CommandContext(ctx, program(bin, "pg_ctl"), "stop", "-w", "-D", data, "-m", string(how))
	cmd.Env = serverEnv()
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("stop the server in %s: %w: %s", data, err, lastLines(string(out), 3))
	}
	return nil
}

func processAttr(account, bool) *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
