package twin

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// newIndex is what an index just created on the twin would be in production.
type newIndex struct {
	pages  int64                       // blocks of the main fork, metapage included
	tuples float64                     // pg_class.reltuples
	height int                         // of a B-tree: levels above the leaves
	meta   *snapshot.IndexPages        // what setGIN and setBRIN write; nil for other methods
	stats  []snapshot.ColumnStatistics // of expression columns, derived; Attnum is the index column, TableOID unset
	basis  string                      // one clause: how it was derived and how far to trust it
}

// measureTimeout bounds each statement that evaluates what production wrote.
const measureTimeout = "10s"

// measurement is the work on one index.
type measurement struct {
	*indexDefinition
	super  *pgx.Conn // reads catalogs
	plain  *pgx.Conn // Role's, evaluates expressions
	major  int
	rows   float64 // of the table
	tuples float64 // of the index
	notes  []string

	withoutNulls bool // of a kind of index that does not have them
}

// measureIndex works out what the index with this OID, of the twin, would be in
// production. Its table has production's length, statistics and row of pg_class
// by now. conn is the keeper's connection to the twin's database, outside of a
// transaction. Expressions and predicates run as Role, on a connection of its
// own, over values that the statistics hold; nothing of that stays.
func (t *Twin) measureIndex(ctx context.Context, conn *pgx.Conn, index pg.OID) (newIndex, error) {
	d, err := define(ctx, conn, index)
	if err != nil {
		return newIndex{}, fmt.Errorf("measure index %d: %w", index, err)
	}
	if d.partitioned {
		return newIndex{basis: "an index on a partitioned table stores nothing itself"}, nil
	}
	m := &measurement{indexDefinition: d, super: conn, major: t.major}
	if m.plain, err = connect(ctx, t.connString(Role, t.database)); err != nil {
		return newIndex{}, err
	}
	defer m.plain.Close(context.WithoutCancel(ctx))
	out, err := m.measure(ctx)
	if err != nil {
		return newIndex{}, fmt.Errorf("measure index %d on %s: %w", index, d.tableName, err)
	}
	return out, nil
}

func (m *measurement) measure(ctx context.Context) (newIndex, error) {
	if err := run(ctx, m.plain, "set statement_timeout = '"+measureTimeout+"'; set default_transaction_read_only = off; set jit = off; "+
		"set max_parallel_workers_per_gather = 0; set temp_tablespaces = ''; set lock_timeout = 0"); err != nil {
		return newIndex{}, err
	}
	if err := m.countRows(ctx); err != nil {
		return newIndex{}, err
	}
	var out newIndex
	var err error
	switch m.method {
	case "brin":
		out, err = m.brin(ctx)
	case "hash":
		out, err = m.hash(ctx)
	case "gin":
		out, err = m.gin(ctx)
	case "btree":
		out, err = m.btree(ctx)
	default:
		out, err = m.scaled(ctx)
	}
	if err != nil {
		return newIndex{}, err
	}
	out.tuples = m.tuples
	out.basis = m.basis(out.basis)
	return out, run(ctx, m.plain, "discard temp")
}
