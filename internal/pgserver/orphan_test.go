//go:build unix

package pgserver

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// On systems without a parent-death signal, this is what happens after every
// kill; the helper does without the signal to have it everywhere.
func TestNextStartStopsAnOrphan(t *testing.T) {
	c := usePrivateCache(t)
	h := startHelper(t, helperOptions{Untied: true})
	orphan := h.says(t)
	conn := connect(t, orphan.URL)
	h.kill(t)
	if err := conn.Ping(t.Context()); err != nil || !isPostmaster(orphan.PID, orphan.Data) {
		t.Fatalf("the server did not outlive its parent, so there is nothing to test: %v", err)
	}
	start(t, Options{})
	if isPostmaster(orphan.PID, orphan.Data) {
		t.Error("the orphan still runs")
	}
	if isDir(orphan.Place) {
		t.Error("the orphan's directory is still there")
	}
	if err := conn.Ping(t.Context()); err == nil {
		t.Error("the orphan still answers")
	}
	if records := recordFiles(t, c); len(records) != 1 {
		t.Errorf("records after the start of one server: %v", records)
	}
}

func TestServerDiesWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux signals the death of a parent")
	}
	usePrivateCache(t)
	h := startHelper(t, helperOptions{})
	child := h.says(t)
	h.kill(t)
	eventually(t, "the server of the killed process ends", func() bool { return !isPostmaster(child.PID, child.Data) })
	start(t, Options{})
	if isDir(child.Place) {
		t.Error("the directory is still there")
	}
}

func TestSweepLeavesTheLivingAlone(t *testing.T) {
	c := usePrivateCache(t)
	mine := start(t, Options{})
	h := startHelper(t, helperOptions{}) // its start has swept as well
	others := h.says(t)
	if err := sweep(t.Context(), c); err != nil {
		t.Error(err)
	}
	connect(t, mine.ConnString("postgres"))
	connect(t, others.URL)
}

// A caller that keeps only the connection string keeps the server: it was once
// taken for an orphan when the garbage collector had closed its record.
func TestSweepSparesAForgottenServer(t *testing.T) {
	c := usePrivateCache(t)
	s, err := Start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	dsn, pid, place := s.ConnString("postgres"), s.PID(), s.place
	t.Cleanup(func() {
		if p, err := os.FindProcess(pid); err == nil {
			p.Kill()
		}
		os.RemoveAll(place)
		os.Remove(filepath.Join(c.records(), filepath.Base(place)+".json"))
	})
	s = nil
	for range 3 {
		runtime.GC()
	}
	if err := sweep(t.Context(), c); err != nil {
		t.Error(err)
	}
	connect(t, dsn)
}

// A pid is used again by the system: the process that has it now is not ours.
func TestSweepKillsNoStranger(t *testing.T) {
	c := cache(t.TempDir())
	if err := makeCache(c); err != nil {
		t.Fatal(err)
	}
	stranger := exec.Command("sleep", "600")
	if err := stranger.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stranger.Process.Kill()
		if err := stranger.Wait(); err.Error() != "signal: killed" {
			t.Errorf("the stranger ended by %v", err)
		}
	})
	place := filepath.Join(t.TempDir(), dirPrefix+"gone")
	data := filepath.Join(place, "data")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	pid := fmt.Appendf(nil, "%d\n%s\n", stranger.Process.Pid, data)
	if err := os.WriteFile(filepath.Join(data, "postmaster.pid"), pid, 0o600); err != nil {
		t.Fatal(err)
	}
	writeOrphan(t, c, record{Place: place, Data: data, Postmaster: stranger.Process.Pid})
	if err := sweep(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if isDir(place) {
		t.Error("the directory is still there")
	}
}

func TestSweepRemovesNothingElse(t *testing.T) {
	c := cache(t.TempDir())
	if err := makeCache(c); err != nil {
		t.Fatal(err)
	}
	precious := t.TempDir()
	writeOrphan(t, c, record{Place: precious, Data: precious})
	if err := sweep(t.Context(), c); err == nil {
		t.Error("a record with a foreign directory was followed")
	}
	if !isDir(precious) {
		t.Error("the foreign directory is gone")
	}
}

func writeOrphan(t *testing.T, c cache, r record) {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.records(), "orphan.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
}
