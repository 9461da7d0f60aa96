package twin

import (
	"context"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgserver"
)

// The roles of a twin. What production wrote (functions, expressions, checks)
// runs as Role alone, for it may be hostile, and a superuser may start programs.
// The keeper writes catalogs and evaluates nothing of production's.
const (
	Role   = "pgadept_twin"
	keeper = "pgadept_keeper"
	// initdb's superuser gets this name: production's postgres, who may own
	// SECURITY DEFINER functions, must be no superuser here.
	bootstrap = "pgadept_bootstrap"
)

// connections is how many the server takes.
const connections = 20

// conf are the settings of a server on which nothing happens unasked: no
// ANALYZE that would replace the statistics, no WAL that nobody will read. One
// transaction may lock all relations: a lock table for more than are there takes
// a quarter of a second at each start.
func conf(major, relations int) map[string]string {
	c := map[string]string{
		"allow_in_place_tablespaces":      "on",
		"autovacuum":                      "off",
		"bgwriter_lru_maxpages":           "0",
		"checkpoint_timeout":              "1d",
		"log_min_error_statement":         "panic", // statements hold values
		"max_connections":                 strconv.Itoa(connections),
		"max_locks_per_transaction":       strconv.Itoa(max(64, relations*3/2/connections)),
		"max_logical_replication_workers": "0",
		"max_wal_senders":                 "0",
		"max_wal_size":                    "96MB",
		"min_wal_size":                    "32MB",
		"restart_after_crash":             "off",
		"track_counts":                    "off",
		"wal_level":                       "minimal",
		"wal_skip_threshold":              "0", // what is new is "synced", not logged
	}
	if major >= 17 {
		c["event_triggers"] = "off"
	}
	if major >= 18 {
		c["io_method"] = "sync" // no workers for what one process does
	}
	return c
}

// manyRelations is from when on a twin, of some 20 kB for each relation and
// index, is kept on disk and not in memory.
const manyRelations = 5000

// startServer starts the server and replaces its superuser by our roles.
func (b *builder) startServer(ctx context.Context) error {
	relations := len(b.twin.snap.Relations) + len(b.twin.snap.Indexes)
	server, err := pgserver.Start(ctx, pgserver.Options{
		Major: b.twin.major, Settings: conf(b.twin.major, relations), OnDisk: relations > manyRelations, Progress: b.opt.Progress,
	})
	if err != nil {
		return err
	}
	b.twin.server = server
	first, err := connect(ctx, server.ConnString("template1"))
	if err != nil {
		return err
	}
	defer first.Close(context.WithoutCancel(ctx)) // the server's end closes what this does not
	password := ""
	if p := b.twin.password(); p != "" {
		password = " password " + pg.QuoteLiteral(p)
	}
	if err := run(ctx, first,
		"create role "+keeper+" superuser login"+password,
		"create role "+Role+" login bypassrls"+password,
	); err != nil {
		return err
	}
	admin, err := connect(ctx, b.twin.connString(keeper, "template1"))
	if err != nil {
		return err
	}
	b.admin = admin
	// The session that bears the name cannot give it up; another can.
	return run(ctx, admin, "alter role "+pgserver.Superuser+" rename to "+bootstrap)
}

// connect opens a connection that finds names in pg_catalog alone.
func connect(ctx context.Context, url string) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, err
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec // parameters have the types that the server wants
	config.OnNotice = func(*pgconn.PgConn, *pgconn.Notice) {}
	config.RuntimeParams["application_name"] = "pgadept"
	config.RuntimeParams["search_path"] = ""
	config.RuntimeParams["statement_timeout"] = "0"
	config.RuntimeParams["client_encoding"] = "UTF8"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to the twin: %w", err)
	}
	return conn, nil
}

// run runs scripts one after the other.
func run(ctx context.Context, c *pgx.Conn, scripts ...string) error {
	for _, sql := range scripts {
		if _, err := c.PgConn().Exec(ctx, sql).ReadAll(); err != nil {
			return fmt.Errorf("%w in %.80q", err, sql)
		}
	}
	return nil
}
