// Package twin builds a throwaway server that plans like the database of a
// snapshot: its schema, statistics, sizes and settings, and no rows. What could
// not be rebuilt it names.
package twin

import (
	"context"
	"fmt"
	"net/url"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgserver"
	"github.com/pgadept/pgadept/internal/rebuild"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Twin is a running twin. Its methods may be called from several goroutines.
type Twin struct {
	// Missing are the objects that the twin lacks or has a stand-in for. A plan
	// that depends on one may differ from production's.
	Missing []Missing

	server   *pgserver.Server
	snap     *snapshot.Snapshot
	major    int
	database string

	objects map[pg.OID]object  // by production's OID
	real    map[string]int64   // by file: bytes before it was grown
	scale   map[pg.OID]float64 // by production's OID: of tables that DDL on the twin made longer or shorter

	roles        map[string]string               // of production's, those that bear another name here
	roleSettings map[[2]string]map[string]string // by database and role, either of which may be ""

	mu   sync.Mutex // guards conn
	conn *pgx.Conn  // Explain's
}

// Missing is an object of production that the twin does not have as it is.
type Missing = rebuild.Missing

// Options say how to build a twin. The zero value is the default.
type Options struct {
	Progress func(string) // told what goes on; may be nil

	extensions func(available map[string][]string) // for tests: changes what there is
}

// ConnString is a URL for the twin's database, as a role that owns everything in
// it and is no superuser.
func (t *Twin) ConnString() string { return t.connString(Role, t.database) }

// Close ends the server and removes all files. It does its work even when ctx
// is over.
func (t *Twin) Close(ctx context.Context) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conn != nil {
		t.conn.Close(context.WithoutCancel(ctx)) // the server's end closes what this does not
		t.conn = nil
	}
	return t.server.Stop(ctx)
}

func (t *Twin) connString(role, database string) string {
	u, err := url.Parse(t.server.ConnString(database))
	if err != nil {
		panic(fmt.Sprintf("pgserver's connection string does not parse: %v", err)) // cannot happen
	}
	u.User = url.User(role)
	if password := t.password(); password != "" {
		u.User = url.UserPassword(role, password)
	}
	return u.String()
}

// password is the server's, which its roles share; empty where a private socket
// keeps strangers out.
func (t *Twin) password() string {
	u, err := url.Parse(t.server.ConnString(""))
	if err != nil || u.User == nil {
		return ""
	}
	p, _ := u.User.Password()
	return p
}
