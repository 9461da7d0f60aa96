//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
)

// TestTwinEndsOnInterrupt keeps a twin as a user does: its first and only line on
// standard output is a connection string that works, and after Ctrl-C there is
// nothing left.
func TestTwinEndsOnInterrupt(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DB(t, pgtest.DefaultMajor())
	pgtest.Exec(t, pgtest.Conn(t, dsn), "create table kept (id int primary key); insert into kept select generate_series(1, 1000); analyze kept")
	twin := exec.CommandContext(t.Context(), "pgadept", "twin", dsn)
	twin.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var stderr strings.Builder
	twin.Stderr = &stderr
	stdout, err := twin.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := twin.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(stdout)
	if !lines.Scan() {
		t.Fatalf("it says nothing: %s", stderr.String())
	}
	url := lines.Text()
	dir := ownServer.FindString(strings.ReplaceAll(url, "%2F", "/"))
	conn := pgtest.Conn(t, url)
	var rows float32
	var there int
	if err := conn.QueryRow(t.Context(), "select reltuples, (select count(*) from kept where id = 500) from pg_class where relname = 'kept'").Scan(&rows, &there); err != nil || rows != 1000 || there != 0 {
		t.Errorf("the twin has %v tuples, and %d rows of production (%v)", rows, there, err)
	}
	conn.Close(context.WithoutCancel(t.Context()))
	if err := syscall.Kill(-twin.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if lines.Scan() {
		t.Errorf("it says more on standard output: %s", lines.Text())
	}
	if err := twin.Wait(); err != nil {
		t.Errorf("after Ctrl-C: %v: %s", err, stderr.String())
	}
	if _, err := os.Stat(dir); dir == "" || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%q is still there (%v)", dir, err)
	}
}
