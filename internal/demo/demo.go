// Package demo builds a realistic shop database with planted faults on a
// throwaway server, for trying pgadept without a database of one's own.
package demo

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pgserver"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

//go:embed sql/*.sql
var scripts embed.FS

// Database is the name of the demo's database.
const Database = "shop"

// Demo is a running demo server.
type Demo struct {
	Server  *pgserver.Server
	held    []*pgx.Conn // sessions that misbehave as long as the demo runs
	unblock func()      // ends the one that waits; nil where there is none yet
}

// Options say how to start the demo.
type Options struct {
	Major    int          // the server's major version; 0 for an installed one
	Progress func(string) // told what goes on; may be nil
	TCP      bool         // reachable on loopback, not only by its socket
}

// settings make room for the faults that need a server's help: logical
// replication, prepared transactions, query statistics. All else is stock.
var settings = map[string]string{
	"shared_preload_libraries":  "pg_stat_statements",
	"wal_level":                 "logical",
	"max_prepared_transactions": "5",
	"track_io_timing":           "on",
}

// Start builds the demo. The caller stops it.
func Start(ctx context.Context, o Options) (*Demo, error) {
	say := o.Progress
	if say == nil {
		say = func(string) {}
	}
	say("starting a throwaway server")
	server, err := pgserver.Start(ctx, pgserver.Options{Major: o.Major, Settings: settings, DurableDefaults: true, TCP: o.TCP, Progress: o.Progress})
	if err != nil {
		return nil, err
	}
	d := &Demo{Server: server}
	if err := d.build(ctx, say); err != nil {
		return nil, errors.Join(fmt.Errorf("build the demo database: %w", err), d.Stop(ctx))
	}
	return d, nil
}

// DSN is the connection string of the demo's database.
func (d *Demo) DSN() string { return d.Server.ConnString(Database) }

// Stop ends the demo's sessions and its server, and removes all files.
func (d *Demo) Stop(ctx context.Context) error {
	if d.unblock != nil {
		d.unblock()
	}
	for _, c := range d.held {
		c.Close(context.WithoutCancel(ctx)) // the server's end closes what this does not
	}
	return d.Server.Stop(ctx)
}

func (d *Demo) build(ctx context.Context, say func(string)) error {
	if err := onceIn(ctx, d.Server.ConnString("postgres"), "create database "+Database); err != nil {
		return err
	}
	say("creating a shop with planted faults")
	c, err := pgx.Connect(ctx, d.DSN())
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	// The data can be made again, so the loading need not wait for the disk.
	if _, err := c.Exec(ctx, "set synchronous_commit = off"); err != nil {
		return err
	}
	files, err := fs.Glob(scripts, "sql/*.sql")
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := run(ctx, c, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	say("playing a short workload")
	if err := workload(ctx, c); err != nil {
		return fmt.Errorf("workload: %w", err)
	}
	return d.misbehave(ctx, c)
}

// run runs a script statement by statement.
func run(ctx context.Context, c *pgx.Conn, name string) error {
	text, err := scripts.ReadFile(name)
	if err != nil {
		return err
	}
	stmts, err := sqlparse.Split(string(text))
	if err != nil {
		return err
	}
	for _, s := range stmts {
		if _, err := c.Exec(ctx, s.Text, pgx.QueryExecModeSimpleProtocol); err != nil {
			return fmt.Errorf("%w in %.80s", err, s.Text)
		}
	}
	return nil
}

func onceIn(ctx context.Context, dsn, sql string) error {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer c.Close(context.WithoutCancel(ctx))
	_, err = c.Exec(ctx, sql)
	return err
}
