//go:build unix

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

// hasSockets says whether servers are reached by unix sockets.
const hasSockets = true

// How a postmaster is told to end.
const (
	fast      = syscall.SIGINT  // write a checkpoint: for a restart
	immediate = syscall.SIGQUIT // drop everything: the directory is going anyway
)

// launch starts the postmaster as a child of ours, in a process group of its
// own so that Ctrl-C reaches us and not the server.
//
// The kernel sends the parent-death signal when the thread that started the
// child ends, so a goroutine keeps that thread until the child has ended.
func launch(_ context.Context, b binaries, data string, log *os.File, who account, tied bool) (*process, error) {
	cmd := exec.Command(program(b.dir, "postgres"), "-D", data)
	cmd.Dir = data
	cmd.Env = serverEnv()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = processAttr(who, tied)
	p := &process{done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		p.child = cmd.Process
		started <- err
		if err != nil {
			return
		}
		p.err = cmd.Wait()
		if p.err == nil {
			p.err = errors.New("exit status 0")
		}
		close(p.done)
	}()
	err := <-started
	if err == nil {
		return p, nil
	}
	if errors.Is(err, os.ErrPermission) {
		return nil, fmt.Errorf("%w; uid %d must be able to read and enter %s", err, who.uid, b.dir)
	}
	return nil, err
}

// shutdown tells the postmaster to end and waits for it. When ctx ends first the
// postmaster is killed; its children then end by themselves.
func (p *process) shutdown(ctx context.Context, _ binaries, _ string, how syscall.Signal) error {
	if err := p.child.Signal(how); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop the server (pid %d): %w", p.child.Pid, err)
	}
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
	}
	if err := p.child.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill the server (pid %d): %w", p.child.Pid, err)
	}
	<-p.done
	return nil
}

// stopOrphan ends the postmaster of a data directory whose parent is gone, and
// waits for it. A process that only has the pid in postmaster.pid, and is not
// the postmaster of that directory, is left alone.
func stopOrphan(ctx context.Context, r record) error {
	f, ok := readPIDFile(r.Data)
	if !ok || !isPostmaster(f.pid, r.Data) {
		return nil
	}
	if err := syscall.Kill(f.pid, immediate); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("stop the orphaned server (pid %d): %w", f.pid, err)
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for isPostmaster(f.pid, r.Data) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("the orphaned server (pid %d) in %s does not stop; end it by hand: %w", f.pid, r.Data, ctx.Err())
		case <-tick.C:
		}
	}
	return nil
}
