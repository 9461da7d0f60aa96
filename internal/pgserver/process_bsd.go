//go:build unix && !linux

package pgserver

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// processAttr runs a child as the server's account. There is no signal for the
// death of a parent here: the next start cleans up.
func processAttr(who account, _ bool) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if who.drop {
		attr.Credential = &syscall.Credential{Uid: uint32(who.uid), Gid: uint32(who.gid)}
	}
	return attr
}

// isPostmaster says whether the process is the postmaster of the data directory,
// by the command line that we gave it.
func isPostmaster(pid int, data string) bool {
	out, err := exec.Command("ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	command := strings.TrimSpace(string(out))
	return err == nil && strings.HasSuffix(command, "postgres -D "+data)
}
