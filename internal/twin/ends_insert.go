package twin

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/sync/errgroup"

	"github.com/pgadept/pgadept/internal/pg"
)

// insertAtOnce is how many tables get their rows in one round trip.
const insertAtOnce = 200

// endPoints inserts into each table the few rows with which its indexes begin
// and end in production. No sequential scan will ever read them.
func (b *builder) endPoints(ctx context.Context) error {
	phases := b.endPhases()
	var tables []pg.OID
	for _, p := range phases {
		for _, t := range p {
			tables = append(tables, b.objects[t.relation.OID].oid)
		}
	}
	if len(tables) == 0 {
		return nil
	}
	if _, err := b.super.Exec(ctx, "create temp table relaxed as select distinct x as rel from unnest($1::oid[]) x", tables); err != nil {
		return err
	}
	if err := run(ctx, b.super, query("relax.sql")); err != nil {
		return err
	}
	for _, p := range phases {
		indexes := []pg.OID{} // none is an empty array, not NULL
		for _, t := range p {
			indexes = append(indexes, t.indexes...)
		}
		if _, err := b.super.Exec(ctx, query("open_indexes.sql"), indexes); err != nil {
			return err
		}
		if err := b.insertPhase(ctx, p); err != nil {
			return err
		}
	}
	return run(ctx, b.super, query("restore.sql"))
}

// insertPhase shares the tables out among as many connections as there are
// processors.
func (b *builder) insertPhase(ctx context.Context, tables []*endRows) error {
	share := max(insertAtOnce, (len(tables)+builders()-1)/builders())
	g, ctx := errgroup.WithContext(ctx)
	for part := range slices.Chunk(tables, share) {
		g.Go(func() error {
			c, err := connect(ctx, b.twin.connString(Role, b.twin.database))
			if err != nil {
				return err
			}
			defer c.Close(context.WithoutCancel(ctx))
			for some := range slices.Chunk(part, insertAtOnce) {
				if err := b.insertEnds(ctx, c, some); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return g.Wait()
}

// insertEnds inserts the rows of some tables, in halves where one is refused.
func (b *builder) insertEnds(ctx context.Context, c *pgx.Conn, tables []*endRows) error {
	var script strings.Builder
	for _, t := range tables {
		script.WriteString(t.insert())
	}
	err := run(ctx, c, script.String())
	var refused *pgconn.PgError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &refused) || c.IsClosed():
		return err
	case len(tables) > 1:
		half := len(tables) / 2
		if err := b.insertEnds(ctx, c, tables[:half]); err != nil {
			return err
		}
		return b.insertEnds(ctx, c, tables[half:])
	case len(tables[0].indexes) > 1:
		return b.insertSingly(ctx, c, tables[0])
	}
	t := tables[0]
	b.miss("end points", t.relation.PG(), refused.Message, t.relation.OID)
	return nil
}

// insertSingly gives each column rows of its own.
func (b *builder) insertSingly(ctx context.Context, c *pgx.Conn, t *endRows) error {
	for _, attnum := range slices.Sorted(maps.Keys(t.rows[0])) {
		one := &endRows{relation: t.relation, indexes: t.indexes[:1]}
		for _, r := range t.rows {
			one.rows = append(one.rows, map[int16]string{attnum: r[attnum]})
		}
		if err := b.insertEnds(ctx, c, []*endRows{one}); err != nil {
			return err
		}
	}
	return nil
}

// insert is the statement that inserts the rows.
func (t *endRows) insert() string {
	columns := slices.Sorted(maps.Keys(t.rows[0]))
	rows := make([]string, len(t.rows))
	for i, r := range t.rows {
		values := make([]string, len(columns))
		for n, c := range columns {
			values[n] = r[c]
		}
		rows[i] = "(" + strings.Join(values, ", ") + ")"
	}
	return fmt.Sprintf("insert into %s (%s) values %s;\n", t.relation.PG(), pg.QuoteIdents(t.relation.ColumnNames(columns)), strings.Join(rows, ", "))
}
