package trade

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/explain"
)

// Planner plans where the data are not. A twin does.
type Planner interface {
	Explain(ctx context.Context, sql string, settings map[string]string) (json.RawMessage, error)
}

// Comparison compares the plans of a planner with those of the database that has
// the data, field for field.
type Comparison struct {
	Planner   Planner
	Conn      *pgx.Conn
	Major     int
	Same, All int
}

// Variants are planner settings that bring other plans to light.
func Variants() []map[string]string {
	return []map[string]string{
		{},
		{"max_parallel_workers_per_gather": "8", "min_parallel_table_scan_size": "0", "parallel_setup_cost": "0", "parallel_tuple_cost": "0"},
		{"work_mem": "64kB", "random_page_cost": "8"},
		{"enable_hashjoin": "off"},
		{"enable_seqscan": "off"},
		{"enable_nestloop": "off"},
		{"enable_bitmapscan": "off", "random_page_cost": "1"},
		{"max_parallel_workers_per_gather": "0"},
		{"enable_indexscan": "off", "enable_sort": "off"},
	}
}

// Plan compares the plans of one statement under some settings. It returns the
// difference, "" where there is none.
func (c *Comparison) Plan(ctx context.Context, sql string, settings map[string]string) (string, error) {
	c.All++
	twin, err := c.Planner.Explain(ctx, sql, settings)
	if err != nil {
		return "", err
	}
	production, err := c.production(ctx, sql, settings)
	if err != nil {
		return "", fmt.Errorf("explain in production: %w", err)
	}
	want, err := explain.Bare(production)
	got, err2 := explain.Bare(twin)
	if err := errors.Join(err, err2); err != nil {
		return "", err
	}
	if reflect.DeepEqual(want, got) {
		c.Same++
		return "", nil
	}
	return cmp.Diff(want, got), nil
}

// production explains a statement where the data are: one with parameters by its
// generic plan, for which before 16 it must be prepared.
func (c *Comparison) production(ctx context.Context, sql string, settings map[string]string) (plan json.RawMessage, err error) {
	parameters := 0
	for strings.Contains(sql, fmt.Sprintf("$%d", parameters+1)) {
		parameters++
	}
	before, after := "", ""
	for name, value := range settings {
		before += fmt.Sprintf("set %s = '%s'; ", name, value)
		after += "; reset " + name
	}
	options := "format json, verbose, settings"
	switch {
	case parameters == 0:
	case c.Major >= 16:
		options += ", generic_plan"
	default:
		// The NULLs would prune the partitions that are to be compared.
		before += "set plan_cache_mode = force_generic_plan; set enable_partition_pruning = off; prepare compared as " + sql + "; "
		after = "; deallocate compared; reset plan_cache_mode; reset enable_partition_pruning" + after
		sql = "execute compared (null" + strings.Repeat(", null", parameters-1) + ")"
	}
	results, err := c.Conn.PgConn().Exec(ctx, before+"explain ("+options+") "+sql+after).ReadAll()
	if err != nil {
		return nil, err
	}
	for _, r := range results {
		if len(r.Rows) > 0 {
			plan = r.Rows[0][0]
		}
	}
	return plan, nil
}
