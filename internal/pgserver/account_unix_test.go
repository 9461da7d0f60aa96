//go:build unix

package pgserver

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestRootDropsItsRights(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("needs root: nobody else has rights to drop")
	}
	t.Parallel()
	s := start(t, Options{})
	conn := connect(t, s.ConnString("postgres"))
	for _, path := range []string{s.Dir(), filepath.Join(s.Dir(), "base"), filepath.Join(s.Dir(), "postgresql.conf")} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if uid := info.Sys().(*syscall.Stat_t).Uid; int(uid) != s.who.uid || uid == 0 {
			t.Errorf("%s belongs to uid %d, not %d", path, uid, s.who.uid)
		}
	}
	if _, err := conn.Exec(t.Context(), "select pg_catalog.pg_read_file('/etc/shadow')"); err == nil {
		t.Error("the server reads what only root may")
	}
	if _, err := conn.Exec(t.Context(), "copy (select 1) to '"+s.Bin()+"/evil'"); err == nil {
		t.Error("the server writes to its own programs")
	}
}
