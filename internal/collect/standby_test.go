package collect_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// TestStandby makes a server its own standby: one that has nobody to follow,
// but is in recovery and takes no writes.
func TestStandby(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		server := pgtest.Own(t, major, map[string]string{"primary_conninfo": "host=/nowhere user=me password=hunter2"})
		target := server.ConnString("postgres")
		conn := pgtest.Conn(t, target)
		pgtest.Exec(t, conn, shopSQL, "create unlogged table shop.counted (id serial)")
		conn.Close(t.Context())
		if err := os.WriteFile(filepath.Join(server.Dir(), "standby.signal"), nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := server.Restart(t.Context()); err != nil {
			t.Fatal(err)
		}
		c := take(t, target)
		same(t, "in recovery", c.Server.InRecovery, true)
		same(t, "not seen", c.NotSeen, []snapshot.NotSeen{})
		same(t, "position", c.Server.WALInsertBytes > 0 && c.Server.NextXID > 0 && c.Server.SystemIdentifier != "", true)
		same(t, "receiver", c.WALReceiver != nil && c.WALReceiver.Status == "", true)
		same(t, "conninfo", c.SettingValue("primary_conninfo"), "password=***")
		loose := find(t, c.Snapshot.Sequences, "loose", func(q *snapshot.Sequence) bool { return q.Name == "loose" })
		same(t, "sequence", loose.LastValue != nil && *loose.LastValue >= 2, true)
		same(t, "size", relation(t, c, "orders").BytesMeasured, true)
	})
}
