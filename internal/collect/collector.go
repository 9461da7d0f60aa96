package collect

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/session"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// collector is one collection under way.
type collector struct {
	ctx     context.Context // of the one Collect call it lives in
	conn    *pgconn.PgConn
	session *session.Session
	opt     Options
	snap    *snapshot.Snapshot
	major   int
	role    string // quoted, for GRANTs
	err     error  // fatal: the connection is lost or ctx ended; all later reads do nothing
	dec     *decoder
	wanted  map[snapshot.Area]bool // the areas to read; nil for all

	lockedOIDs  map[pg.OID]bool // relations behind ACCESS EXCLUSIVE, whose opening would wait
	behindOIDs  map[pg.OID]bool // views over these, whose printing would wait
	rawStats    bool            // pg_statistic is readable
	rawExtStats bool            // pg_statistic_ext_data is readable

	collations     map[pg.OID]collationName
	usedCollations map[pg.OID]bool
	opclasses      map[pg.OID]opclass
	operators      map[pg.OID]string
	extensions     map[pg.OID]map[pg.OID]string // catalog, object: extension
	relationAt     map[pg.OID]*snapshot.Relation
	indexAt        map[pg.OID]*snapshot.Index
	indexColumns   []columnRow // columns of indexes that have operator class options

	ended      bool // the transaction is over
	indexNamed map[pg.Name]pg.OID
	pagesAt    map[pg.OID]*snapshot.IndexPages
}

func newCollector(ctx context.Context, s *session.Session, opt Options) *collector {
	return &collector{
		ctx:     ctx,
		conn:    s.Conn.PgConn(),
		session: s,
		opt:     opt,
		dec:     newDecoder(),
		wanted:  complete(opt.Areas),
		snap:    &snapshot.Snapshot{Tool: opt.Tool},

		lockedOIDs: map[pg.OID]bool{},
		behindOIDs: map[pg.OID]bool{},
	}
}

// begin opens the transaction, reads the settings as the server has them, and
// only then sets our own.
func (c *collector) begin() error {
	if err := c.exec("begin the transaction", "begin transaction isolation level repeatable read, read only"); err != nil {
		return err
	}
	if err := c.settingsAndServer(); err != nil {
		c.end()
		return err
	}
	return nil
}

// end ends the transaction. It changed nothing; a commit, unlike a rollback,
// does not show among the server's counters as something gone wrong. After a
// lost connection there is nothing to end.
func (c *collector) end() {
	if c.ended || c.conn.IsClosed() {
		return
	}
	c.ended = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), 2*time.Second)
	defer cancel()
	if _, err := c.conn.Exec(ctx, "commit").ReadAll(); err != nil {
		c.conn.Close(ctx) // a session whose transaction cannot be ended must not be used again
	}
}
