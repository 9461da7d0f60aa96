package pgtest

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pgserver"
)

//go:embed appearance.sql
var appearanceSQL string

// appearance is what all databases of a server share, as one text: databases,
// roles, tablespaces, slots, settings and where they come from, the files that
// hold them, and what template1 gives to new databases.
func appearance(ctx context.Context, c *pgx.Conn) (look string, err error) {
	err = c.QueryRow(ctx, appearanceSQL).Scan(&look)
	return look, err
}

// wash takes away what a test left behind and resets the counters. It fails
// when the server does not look new then.
func wash(ctx context.Context, s *leased) error {
	changed := false
	err := asAdmin(ctx, s.ConnString("template1"), func(ctx context.Context, c *pgx.Conn) error {
		if err := takeAway(ctx, s.Server, c); err != nil {
			return err
		}
		now, err := appearance(ctx, c)
		changed = now != s.clean
		return err
	})
	if err != nil || !changed {
		return err
	}
	// What is left to try is what ALTER SYSTEM did.
	if err := reload(ctx, s.Server); err != nil {
		return err
	}
	return asAdmin(ctx, s.ConnString("template1"), func(ctx context.Context, c *pgx.Conn) error {
		now, err := appearance(ctx, c)
		if err == nil && now != s.clean {
			err = errors.New("the server does not look new")
		}
		return err
	})
}

func takeAway(ctx context.Context, s *pgserver.Server, c *pgx.Conn) error {
	if err := endSessions(ctx, c); err != nil {
		return err
	}
	if err := rollBackPrepared(ctx, s, c); err != nil {
		return err
	}
	for _, leftovers := range []string{
		`select pg_catalog.format('select pg_catalog.pg_drop_replication_slot(%L)', slot_name) from pg_catalog.pg_replication_slots`,
		`select pg_catalog.format('drop database %I with (force)', datname) from pg_catalog.pg_database where datname not in ('template0', 'template1')`,
		`select pg_catalog.format('drop role %I', rolname) from pg_catalog.pg_roles where oid >= 16384`,
		`select pg_catalog.format('select pg_catalog.pg_stat_reset_shared(%L)', word)
		 from (values ('archiver', 0), ('bgwriter', 0), ('wal', 14), ('io', 16), ('checkpointer', 17)) v (word, since)
		 where pg_catalog.current_setting('server_version_num')::int >= since * 10000`,
		`values ('select pg_catalog.pg_stat_reset_slru(null)')`,
		`select v.sql from (values ('create extension pg_stat_statements schema public'),
		   ('select public.pg_stat_statements_reset()'), ('drop extension pg_stat_statements')) v (sql)
		 where pg_catalog.current_setting('shared_preload_libraries') ~ 'pg_stat_statements'`,
	} {
		if err := each(ctx, c, leftovers); err != nil {
			return err
		}
	}
	return create(ctx, c, s.Major, "postgres")
}

// reload forgets what ALTER SYSTEM did, has the configuration read again and
// waits for sessions that have it.
func reload(ctx context.Context, s *pgserver.Server) error {
	var before time.Time
	if err := asAdmin(ctx, s.ConnString("template1"), func(ctx context.Context, c *pgx.Conn) error {
		if err := c.QueryRow(ctx, "select pg_catalog.pg_conf_load_time()").Scan(&before); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "alter system reset all"); err != nil {
			return err
		}
		_, err := c.Exec(ctx, "select pg_catalog.pg_reload_conf()")
		return err
	}); err != nil {
		return err
	}
	for ctx.Err() == nil {
		var loaded time.Time
		if err := asAdmin(ctx, s.ConnString("template1"), func(ctx context.Context, c *pgx.Conn) error {
			return c.QueryRow(ctx, "select pg_catalog.pg_conf_load_time()").Scan(&loaded)
		}); err != nil || loaded.After(before) {
			return err
		}
	}
	return ctx.Err()
}

// each runs the statements that a query returns.
func each(ctx context.Context, c *pgx.Conn, query string) error {
	rows, err := c.Query(ctx, query)
	if err != nil {
		return err
	}
	statements, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, sql := range statements {
		if _, err := c.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// endSessions ends all sessions but our own and sees them gone.
func endSessions(ctx context.Context, c *pgx.Conn) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		tag, err := c.Exec(ctx, `select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity
			where backend_type in ('client backend', 'walsender', 'parallel worker') and pid <> pg_catalog.pg_backend_pid()`)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// rollBackPrepared rolls back each prepared transaction in its own database,
// the only place from which that can be done.
func rollBackPrepared(ctx context.Context, s *pgserver.Server, c *pgx.Conn) error {
	rows, err := c.Query(ctx, "select distinct database from pg_catalog.pg_prepared_xacts")
	if err != nil {
		return err
	}
	databases, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, db := range databases {
		if err := asAdmin(ctx, s.ConnString(db), func(ctx context.Context, c *pgx.Conn) error {
			return each(ctx, c, `select pg_catalog.format('rollback prepared %L', gid) from pg_catalog.pg_prepared_xacts where database = pg_catalog.current_database()`)
		}); err != nil {
			return err
		}
	}
	return nil
}
