package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/advice"
)

// figures are what one run cost. Times are milliseconds.
type figures struct {
	wall, collect, check, server float64
	memory                       float64 // peak resident set, MB
	queries, findings            int
	relations, indexes           int
}

// String is one line for the log and for docs/benchmarks.md.
func (f figures) String() string {
	return fmt.Sprintf("wall %.0f ms, collect %.0f ms, all rules %.0f ms, on the server %.0f ms in %d queries, peak memory %.0f MB, %d relations, %d indexes, %d findings",
		f.wall, f.collect, f.check, f.server, f.queries, f.memory, f.relations, f.indexes, f.findings)
}

// measure runs one check-up as a process of its own.
func measure(ctx context.Context, binary, dsn string) (figures, error) {
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return figures{}, err
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, "select pg_stat_statements_reset()"); err != nil {
		return figures{}, err
	}
	var out, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, binary, "check", dsn, "--format", "json", "--fail-on", "none")
	cmd.Stdout, cmd.Stderr = &out, &stderr
	start := time.Now()
	err = cmd.Run()
	f := figures{wall: float64(time.Since(start).Microseconds()) / 1000}
	if err != nil {
		return f, fmt.Errorf("check: %w: %s", err, stderr.Bytes())
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return f, errors.New("this system does not tell a process's memory")
	}
	f.memory = float64(usage.Maxrss) / 1024
	var r advice.Report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		return f, fmt.Errorf("read the report: %w", err)
	}
	f.collect, f.check = r.Timings.CollectMS, r.Timings.CheckMS
	f.queries, f.findings = len(r.Timings.Queries), len(r.Findings)
	f.relations, f.indexes = r.Target.Relations, r.Target.Indexes
	// Top level only: what a function runs inside is in its caller's time.
	err = c.QueryRow(ctx, `select coalesce(sum(total_exec_time + total_plan_time), 0)
		from pg_stat_statements where toplevel and query not like '%pg_stat_statements_reset%'`).Scan(&f.server)
	return f, err
}
