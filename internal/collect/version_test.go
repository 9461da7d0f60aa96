package collect_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// A server newer or older than those pgadept is tested with gets a warning and
// what can be read of it. There is none to install, so a real one is made to
// claim another version on its way to us: what our queries then ask for too
// much must become not seen, not an error.
func TestOtherVersions(t *testing.T) {
	t.Parallel()
	for _, claim := range []string{"190004", "120004"} {
		t.Run(claim, func(t *testing.T) {
			t.Parallel()
			s, err := collect.From(t.Context(), claiming(t, pgtest.DB(t, 18), "180004", claim), collect.Options{})
			if err != nil {
				t.Fatal(err)
			}
			n := s.Unseen(snapshot.AreaServer)
			if n == nil || !strings.Contains(n.Why, "best effort") {
				t.Errorf("no warning in %v", s.NotSeen)
			}
			if len(s.Settings) == 0 || len(s.Relations) == 0 {
				t.Errorf("read %d settings and %d relations of a server claiming %s: %v", len(s.Settings), len(s.Relations), claim, s.NotSeen)
			}
		})
	}
	t.Run("090624", func(t *testing.T) {
		t.Parallel()
		_, err := collect.From(t.Context(), claiming(t, pgtest.DB(t, 18), "180004", "090624"), collect.Options{})
		if err == nil || !strings.Contains(err.Error(), "nothing below 10") {
			t.Errorf("got %v, want a refusal", err)
		}
	})
}

// claiming is a way to the server on which one text of its answers is replaced
// by another of the same length.
func claiming(t *testing.T, dsn, is, claim string) string {
	t.Helper()
	config := pgtest.Conn(t, dsn).Config()
	socket := fmt.Sprintf("%s/.s.PGSQL.%d", config.Host, config.Port)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go forward(client, socket, []byte(is), []byte(claim))
		}
	}()
	return fmt.Sprintf("postgres://%s@%s/%s?sslmode=disable", config.User, l.Addr(), config.Database)
}

// forward passes messages on until either side ends.
func forward(client net.Conn, socket string, is, claim []byte) {
	defer client.Close()
	server, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		io.Copy(server, client)
		server.Close()
	}()
	header := make([]byte, 5)
	for {
		if _, err := io.ReadFull(server, header); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(header[1:])-4)
		if _, err := io.ReadFull(server, body); err != nil {
			return
		}
		if _, err := client.Write(append(bytes.Clone(header), bytes.ReplaceAll(body, is, claim)...)); err != nil {
			return
		}
	}
}
