package pgserver

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestRestartKeepsDataAndAlterSystem(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	conn := connect(t, s.ConnString("postgres"))
	for _, sql := range []string{"create table kept as select 1 as n", "alter system set work_mem = '5MB'"} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	url, pid := s.ConnString("postgres"), s.PID()
	if err := s.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	conn = connect(t, url)
	if got := show(t, conn, "work_mem"); got != "5MB" {
		t.Errorf("work_mem is %s after the restart", got)
	}
	if _, err := conn.Exec(t.Context(), "table kept"); err != nil {
		t.Error(err)
	}
	if s.PID() == pid {
		t.Error("the same process after the restart")
	}
}

func TestOffline(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	conn := connect(t, s.ConnString("postgres"))
	if _, err := conn.Exec(t.Context(), "create table grown ()"); err != nil {
		t.Fatal(err)
	}
	var file string
	if err := conn.QueryRow(t.Context(), "select pg_relation_filepath('grown')").Scan(&file); err != nil {
		t.Fatal(err)
	}
	err := s.Offline(t.Context(), func() error {
		if err := conn.Ping(t.Context()); err == nil {
			t.Error("the server answers while it should be down")
		}
		return os.Truncate(filepath.Join(s.Dir(), file), 5*8192)
	})
	if err != nil {
		t.Fatal(err)
	}
	conn = connect(t, s.ConnString("postgres"))
	var size int
	if err := conn.QueryRow(t.Context(), "select pg_relation_size('grown')").Scan(&size); err != nil || size != 5*8192 {
		t.Errorf("the file has %d bytes (%v)", size, err)
	}
	bad := errors.New("no")
	if err := s.Offline(t.Context(), func() error { return bad }); !errors.Is(err, bad) {
		t.Errorf("the work's error came back as %v", err)
	}
	if err := s.Stop(t.Context()); err != nil || isDir(s.place) {
		t.Errorf("a server that stayed down is not removed: %v", err)
	}
}

func TestOnDisk(t *testing.T) {
	t.Parallel()
	s := start(t, Options{OnDisk: true})
	if !strings.HasPrefix(s.Dir(), filepath.Clean(os.TempDir())+"/") && !strings.HasPrefix(s.Dir(), "/tmp/") {
		t.Errorf("the data are in %s", s.Dir())
	}
}

func TestStopAfterCtrlC(t *testing.T) {
	t.Parallel()
	s := start(t, Options{})
	conn := connect(t, s.ConnString("postgres"))
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Stop(over); err != nil {
		t.Error(err)
	}
	if err := conn.Ping(t.Context()); err == nil || isDir(s.place) {
		t.Error("the server is still there")
	}
	if err := s.Restart(t.Context()); err == nil {
		t.Error("a stopped server was restarted")
	}
}

func TestTCPWantsThePassword(t *testing.T) {
	t.Parallel()
	for _, major := range []int{MinMajor, MaxMajor} {
		s := start(t, Options{Major: major, TCP: true})
		url := s.ConnString("postgres")
		conn := connect(t, url)
		if got := show(t, conn, "listen_addresses"); got != "127.0.0.1" {
			t.Errorf("listens on %q", got)
		}
		if _, err := pgx.Connect(t.Context(), strings.Replace(url, s.password, "wrong", 1)); err == nil {
			t.Error("a wrong password was let in")
		}
	}
}

func TestPortTakenMeanwhile(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	tries := 0
	s := start(t, Options{TCP: true, ports: func(ctx context.Context) (int, error) {
		if tries++; tries == 1 {
			return taken.Addr().(*net.TCPAddr).Port, nil
		}
		return freePort(ctx)
	}})
	connect(t, s.ConnString("postgres"))
	if tries != 2 {
		t.Errorf("%d tries", tries)
	}
}

func TestDurableDefaultsLookStock(t *testing.T) {
	t.Parallel()
	s := start(t, Options{Major: MaxMajor, DurableDefaults: true})
	conn := connect(t, s.ConnString("postgres"))
	for _, setting := range []string{"fsync", "full_page_writes", "synchronous_commit", "data_checksums"} {
		if got := show(t, conn, setting); got != "on" {
			t.Errorf("%s is %s", setting, got)
		}
	}
}

func TestServerThatDoesNotComeUp(t *testing.T) {
	c := usePrivateCache(t)
	_, err := Start(t.Context(), Options{Settings: map[string]string{"shared_preload_libraries": "no_such_library"}})
	if err == nil || !strings.Contains(err.Error(), `could not access file "no_such_library"`) {
		t.Errorf("the error does not show the log: %v", err)
	}
	if records := recordFiles(t, c); len(records) > 0 {
		t.Errorf("a failed start left %v", records)
	}
}

func TestSettingsThatAreRefused(t *testing.T) {
	for _, name := range []string{"port", "Listen_Addresses", "unix_socket_directories", "work_mem = 1\nfsync", ""} {
		if _, err := settings(Options{Settings: map[string]string{name: "1"}}, "/x", 5432); err == nil {
			t.Errorf("%q was accepted", name)
		}
	}
	if _, err := settings(Options{Settings: map[string]string{"auto_explain.log_min_duration": "0"}}, "/x", 5432); err != nil {
		t.Error(err)
	}
}
