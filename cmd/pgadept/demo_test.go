//go:build unix

package main

import (
	"bufio"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// TestDemoEndsOnInterrupt keeps the demo as a user does, and ends it by
// Ctrl-C, which goes to all processes of the terminal: status 0, and neither
// the server nor its files are left.
func TestDemoEndsOnInterrupt(t *testing.T) {
	t.Parallel()
	demo := exec.CommandContext(t.Context(), "pgadept", "demo", "--html", "")
	demo.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	stderr, err := demo.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	var said []string
	dir := ""
	for lines := bufio.NewScanner(stderr); dir == "" && lines.Scan(); {
		said = append(said, lines.Text())
		if strings.Contains(lines.Text(), "postgres://") {
			dir = strings.ReplaceAll(lines.Text(), "%2F", "/")
			dir = ownServer.FindString(dir[strings.Index(dir, "host=")+len("host="):])
		}
	}
	if _, err := os.Stat(dir); dir == "" || err != nil {
		t.Fatalf("the demo does not say where its server is (%q, %v): %s", dir, err, strings.Join(said, "\n"))
	}
	if err := syscall.Kill(-demo.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := demo.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there (%v)", dir, err)
	}
}
