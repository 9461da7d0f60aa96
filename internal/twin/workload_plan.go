package twin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// plan prepares a statement under the settings.
func (w *workload) plan(ctx context.Context, s *snapshot.Statement, settings map[string]string) (*Query, error) {
	if err := w.use(ctx, settings); err != nil {
		return nil, err
	}
	text, _ := sqlparse.Denormalize(s.Query)
	text, err := one(text)
	if err != nil {
		return nil, &asideError{err.Error()}
	}
	sql, oids, err := w.typed(ctx, text)
	if unlike(err) {
		sql, oids, err = w.typed(ctx, sqlparse.UnifyParams(text))
	}
	if err != nil {
		return nil, err
	}
	plan, err := w.twin.Explain(ctx, sql, settings)
	if err != nil {
		return nil, err
	}
	nodes, err := readNodes(plan)
	if err != nil {
		return nil, err
	}
	if nodes.readsCatalogs() {
		return nil, &asideError{"it reads the system catalogs, and the twin's are its own"}
	}
	q := &Query{Statement: s, SQL: sql, Settings: settings, Shortened: strings.Contains(s.Query, "/*, ... */")}
	if q.Types, err = w.typeNames(ctx, oids); err != nil {
		return nil, err
	}
	q.Values, err = w.values(ctx, q, nodes)
	return q, err
}

// unlike reports whether what was grouped or made distinct is not what is
// selected: both had constants that are parameters now, of different numbers.
func unlike(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && (server.Code == "42803" || server.Code == "42P10")
}

// use gives the connection the settings.
func (w *workload) use(ctx context.Context, settings map[string]string) error {
	if w.set && maps.Equal(w.settings, settings) {
		return nil
	}
	w.set, w.settings = false, settings
	for _, sql := range []string{"reset role", "reset all"} {
		if _, err := w.conn.Exec(ctx, sql); err != nil {
			return err
		}
	}
	if err := w.twin.set(ctx, w.conn, settings, false); err != nil {
		return err
	}
	if _, err := w.conn.Exec(ctx, "set default_transaction_read_only = on"); err != nil {
		return err
	}
	w.set = true
	return nil
}

// typeNames are the names of types as the connection's search path has them.
func (w *workload) typeNames(ctx context.Context, oids []pg.OID) ([]string, error) {
	if len(oids) == 0 {
		return nil, nil
	}
	list := strings.Trim(strings.Join(strings.Fields(fmt.Sprint(oids)), ","), "[]")
	rows, err := w.conn.Query(ctx, "select pg_catalog.format_type(x.oid, -1) from pg_catalog.unnest($1::pg_catalog.oid[]) with ordinality x (oid, n) order by x.n", "{"+list+"}")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

// nodes are those of a plan, from the root.
type nodes []map[string]any

func readNodes(plan json.RawMessage) (nodes, error) {
	var queries []struct{ Plan map[string]any }
	if err := json.Unmarshal(plan, &queries); err != nil {
		return nil, fmt.Errorf("read a plan: %w", err)
	}
	var out nodes
	var visit func(map[string]any)
	visit = func(n map[string]any) {
		out = append(out, n)
		children, _ := n["Plans"].([]any)
		for _, c := range children {
			if c, ok := c.(map[string]any); ok {
				visit(c)
			}
		}
	}
	for _, q := range queries {
		if q.Plan != nil { // of a statement that a rule makes do nothing there is none
			visit(q.Plan)
		}
	}
	return out, nil
}

func (n nodes) readsCatalogs() bool {
	for _, x := range n {
		if schema, _ := x["Schema"].(string); x["Relation Name"] != nil && (schema == "pg_catalog" || schema == "pg_toast") {
			return true
		}
	}
	return false
}
