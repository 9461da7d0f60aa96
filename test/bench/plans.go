package main

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pgserver"
	"github.com/pgadept/pgadept/internal/twin"
	"github.com/pgadept/pgadept/test/trade"
)

// plans compares the plans of a wholesaler's database with those of its twin.
func plans(ctx context.Context, scale float64, major int) error {
	server, err := pgserver.Start(ctx, pgserver.Options{Major: major, Settings: map[string]string{
		"autovacuum": "off", "shared_buffers": "512MB", "maintenance_work_mem": "256MB", "max_wal_size": "4GB",
		"random_page_cost": "1.1", "effective_cache_size": "3GB", "work_mem": "32MB",
	}})
	if err != nil {
		return err
	}
	defer server.Stop(ctx)
	conn, err := pgx.Connect(ctx, server.ConnString("postgres"))
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	start := time.Now()
	for _, sql := range []string{trade.Schema(), trade.Data(scale), "vacuum analyze", "checkpoint"} {
		if _, err := conn.PgConn().Exec(ctx, sql).ReadAll(); err != nil {
			return fmt.Errorf("fill: %w", err)
		}
	}
	var size int64
	if err := conn.QueryRow(ctx, "select pg_database_size(current_database())").Scan(&size); err != nil {
		return err
	}
	fmt.Printf("PostgreSQL %s, scale %g, %d MB, filled in %.0f s\n", server.Version, scale, size/mega, time.Since(start).Seconds())
	start = time.Now()
	s, err := collect.From(ctx, server.ConnString("postgres"), collect.Options{Planner: true, Ends: true})
	if err != nil {
		return err
	}
	collected := time.Since(start)
	start = time.Now()
	w, err := twin.Build(ctx, s, twin.Options{})
	if err != nil {
		return err
	}
	defer w.Close(ctx)
	fmt.Printf("snapshot %.2f s, twin %.2f s, %d missing\n", collected.Seconds(), time.Since(start).Seconds(), len(w.Missing))
	c := &trade.Comparison{Planner: w, Conn: conn, Major: major}
	if err := compare(ctx, c, "queries", trade.Queries(), trade.Variants()); err != nil {
		return err
	}
	return compare(ctx, c, "edges of histograms", trade.Edges(s, 0), trade.Variants())
}

// compare prints how many plans are identical under each set of settings.
func compare(ctx context.Context, c *trade.Comparison, what string, queries []trade.Query, variants []map[string]string) error {
	for _, v := range variants {
		c.Same, c.All = 0, 0
		for _, q := range queries {
			d, err := c.Plan(ctx, q.SQL, v)
			if err != nil {
				return fmt.Errorf("%s: %w", q.Name, err)
			}
			if d != "" {
				fmt.Printf("%s under %v (-production +twin):\n%s\n", q.Name, v, d)
			}
		}
		fmt.Printf("%s: %d of %d identical under %v\n", what, c.Same, c.All, v)
	}
	return nil
}
