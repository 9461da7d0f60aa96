package pgserver

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"
)

// A helper is this test binary run again as another process that starts a
// server. It writes one line of JSON, then keeps the server until its standard
// input is closed.
type helper struct {
	cmd   *exec.Cmd
	said  *bufio.Scanner
	close func() error
}

type helperOptions struct {
	Major  int
	Untied bool
}

type helperSays struct {
	Place, Data, URL string
	PID              int
	Progress         []string
}

func TestMain(m *testing.M) {
	if o := os.Getenv("PGSERVER_TEST_HELPER"); o != "" {
		if err := beHelper(o); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	code := m.Run()
	if dir, err := private(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

func beHelper(options string) error {
	var o helperOptions
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		return err
	}
	var says helperSays
	s, err := Start(context.Background(), Options{Major: o.Major, untied: o.Untied,
		Progress: func(line string) { says.Progress = append(says.Progress, line) }})
	if err != nil {
		return err
	}
	says.Place, says.Data, says.PID, says.URL = s.place, s.Dir(), s.PID(), s.ConnString("postgres")
	if err := json.NewEncoder(os.Stdout).Encode(says); err != nil {
		return err
	}
	bufio.NewScanner(os.Stdin).Scan()
	return s.Stop(context.Background())
}

func startHelper(t *testing.T, o helperOptions) *helper {
	t.Helper()
	options, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "PGSERVER_TEST_HELPER="+string(options))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	h := &helper{cmd: cmd, said: bufio.NewScanner(out), close: in.Close}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			h.end(t)
		}
	})
	return h
}

// says waits until the helper's server is up.
func (h *helper) says(t *testing.T) helperSays {
	t.Helper()
	if !h.said.Scan() {
		t.Fatalf("the helper ended early: %v", h.cmd.Wait())
	}
	var says helperSays
	if err := json.Unmarshal(h.said.Bytes(), &says); err != nil {
		t.Fatal(err)
	}
	return says
}

// end lets the helper stop its server and end.
func (h *helper) end(t *testing.T) {
	t.Helper()
	if err := h.close(); err != nil {
		t.Error(err)
	}
	if err := h.cmd.Wait(); err != nil {
		t.Errorf("helper: %v", err)
	}
}

// kill ends the helper as the kernel's out-of-memory killer would.
func (h *helper) kill(t *testing.T) {
	t.Helper()
	if err := h.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := h.cmd.Wait(); err == nil {
		t.Fatal("the killed helper ended well")
	}
}

// eventually polls for what another process brings about.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	late := time.After(10 * time.Second)
	for !is() {
		select {
		case <-late:
			t.Fatalf("%s: not within 10 s", what)
		case <-tick.C:
		}
	}
}
