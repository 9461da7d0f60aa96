package twin

import (
	"context"
	"fmt"

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

// conf are the settings of a server on which nothing happens unasked: no
// ANALYZE that would replace the statistics, no WAL that nobody will read. One
// transaction may lock all that there is.
func conf(major int) map[string]string {
	c := map[string]string{
		"allow_in_place_tablespaces":      "on",
		"autovacuum":                      "off",
		"bgwriter_lru_maxpages":           "0",
		"checkpoint_timeout":              "1d",
		"log_min_error_statement":         "panic", // statements hold values
		"max_connections":                 "20",
		"max_locks_per_transaction":       "4096",
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

// startServer starts the server and replaces its superuser by our roles.
func (b *builder) startServer(ctx context.Context) error {
	server, err := pgserver.Start(ctx, pgserver.Options{Major: b.twin.major, Settings: conf(b.twin.major), OnDisk: true, Progress: b.opt.Progress})
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
