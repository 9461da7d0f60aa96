package pgserver

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// processAttr runs a child as the server's account and, if tied, lets the kernel
// stop it when we die. SIGQUIT is PostgreSQL's immediate shutdown, which ends
// its children and frees its shared memory; SIGKILL would do neither.
func processAttr(who account, tied bool) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if tied {
		attr.Pdeathsig = immediate
	}
	if who.drop {
		attr.Credential = &syscall.Credential{Uid: uint32(who.uid), Gid: uint32(who.gid)}
	}
	return attr
}

// isPostmaster says whether the process is the postmaster of the data directory:
// the postmaster makes it its working directory, and nobody else is in there.
func isPostmaster(pid int, data string) bool {
	proc := fmt.Sprintf("/proc/%d", pid)
	cwd, err := os.Readlink(filepath.Join(proc, "cwd"))
	if err != nil {
		return false
	}
	exe, err := os.Readlink(filepath.Join(proc, "exe"))
	if err != nil {
		return false
	}
	real, err := filepath.EvalSymlinks(data)
	return err == nil && cwd == real && filepath.Base(exe) == "postgres"
}
