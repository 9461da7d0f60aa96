package twin

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
)

// indexFacts are what Do tells of a new index besides its size.
func (b *builder) indexFacts(ctx context.Context, index pg.OID, built *Built) error {
	return b.super.QueryRow(ctx, query("index_facts.sql"), index).Scan(&built.Method, &built.Table.Schema, &built.Table.Name, &built.Probe)
}

// builtStatistics are the new statistics objects, which stay empty: what they hold
// is counted over rows, and no column's own statistics tell it.
func (d *doing) builtStatistics(ctx context.Context) ([]Built, error) {
	now, err := d.b.statisticsObjects(ctx)
	if err != nil {
		return nil, err
	}
	var out []Built
	for name, o := range now {
		if d.lists[name].oid != o.oid {
			out = append(out, Built{Kind: "statistics", Name: name, Basis: "empty: only ANALYZE in production can fill it, and what it does for plans cannot be tried here"})
		}
	}
	slices.SortFunc(out, func(a, b Built) int { return strings.Compare(a.Name.String(), b.Name.String()) })
	return out, nil
}

// builtView sizes a materialized view by what the planner expects of its query.
// Its columns have no statistics until it is analyzed.
func (d *doing) builtView(ctx context.Context, view pg.OID, name pg.Name) (Built, error) {
	rows, width, err := d.expected(ctx, view)
	if err != nil {
		return Built{}, err
	}
	pages := heapPages(rows, width)
	if _, err := d.b.super.Exec(ctx, "update pg_class set relpages = $2::int4, reltuples = $3::real where oid = $1::oid", view, int32(min(pages, math.MaxInt32)), float32(rows)); err != nil {
		return Built{}, err
	}
	var o object
	if err := d.b.super.QueryRow(ctx, "select pg_relation_filepath($1::oid)", view).Scan(&o.file); err != nil {
		return Built{}, err
	}
	if err := d.b.lengthen(o, pages); err != nil {
		return Built{}, err
	}
	return Built{Kind: "materialized view", Name: name, Bytes: pages * blockSize, Tuples: rows,
		Basis: "rows and width as the planner expects of its query; its columns have no statistics before ANALYZE"}, nil
}

// expected is what the planner expects of a view's query: rows, and their width in
// bytes.
func (d *doing) expected(ctx context.Context, view pg.OID) (rows, width float64, err error) {
	var definition string
	if err := d.b.super.QueryRow(ctx, "select pg_get_viewdef($1::oid)", view).Scan(&definition); err != nil {
		return 0, 0, err
	}
	conn, err := d.b.twin.session(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer conn.Close(context.WithoutCancel(ctx)) // it only planned
	var raw json.RawMessage
	err = pgx.BeginTxFunc(ctx, conn, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, fmt.Sprintf("set local statement_timeout = %d", planTimeout.Milliseconds())); err != nil {
			return err
		}
		// pg_get_viewdef gives every name as a search_path of nothing needs it
		if _, err := tx.Exec(ctx, "set local search_path = ''"); err != nil {
			return err
		}
		return tx.QueryRow(ctx, "explain (format json) "+definition).Scan(&raw)
	})
	if err != nil {
		return 0, 0, err
	}
	var plans []struct {
		Plan struct {
			Rows  float64 `json:"Plan Rows"`
			Width float64 `json:"Plan Width"`
		}
	}
	if err := json.Unmarshal(raw, &plans); err != nil || len(plans) != 1 {
		return 0, 0, fmt.Errorf("its plan does not parse: %w", err)
	}
	return plans[0].Plan.Rows, plans[0].Plan.Width, nil
}

// heapPages is how many pages rows of this width in bytes fill: each has a
// header of 24 bytes and a line pointer of 4, and begins at a multiple of 8
// (storage/bufpage.h, access/htup_details.h).
func heapPages(rows, width float64) int64 {
	const room = blockSize - 24
	tuple := math.Ceil((24+width)/8)*8 + 4
	return int64(math.Ceil(rows / max(1, math.Floor(room/tuple))))
}
