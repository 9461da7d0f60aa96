package twin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// Built is a relation or index that DDL made on the twin, as it would be in
// production.
type Built struct {
	Kind   string // index, table, materialized view …
	Name   pg.Name
	Table  pg.Name // of an index
	Method string  // access method, of an index
	Probe  string  // of a B-tree or hash index: the look-up by its whole key
	Bytes  int64   // main fork
	Tuples float64
	Basis  string // how that was derived, and how far to trust it
}

// Do runs DDL on the twin, one statement a text, and gives what it makes the size
// that it would have in production; indexes on expressions get the statistics that
// ANALYZE would find there, as far as known ones tell. What it did before an error
// stands. Statements that read or write rows are refused, as are those that would
// replace production's statistics.
func (t *Twin) Do(ctx context.Context, statements ...string) ([]Built, error) {
	var texts []string
	for _, sql := range statements {
		text, err := ddl(sql)
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err := t.hangUp(ctx); err != nil { // it knows the files as they are now
		return nil, err
	}
	d, err := t.startDoing(ctx)
	if err != nil {
		return nil, err
	}
	defer d.b.disconnect(ctx)
	refused := d.run(ctx, texts)
	built, err := d.settle(ctx)
	return built, errors.Join(refused, err)
}

// CheckDDL refuses what Do would refuse without a look at the server.
func CheckDDL(sql string) error {
	_, err := ddl(sql)
	return err
}

// ddl returns the text of the only statement, which changes the schema.
func ddl(sql string) (string, error) {
	statements, err := sqlparse.Split(sql)
	if err != nil {
		return "", err
	}
	if len(statements) != 1 {
		return "", fmt.Errorf("one statement is tried at a time, not %d: %.60q", len(statements), sql)
	}
	kind := sqlparse.Kind(sql)
	verb, _, _ := strings.Cut(kind, " ")
	switch {
	case kind == "ALTER SYSTEM", kind == "SET":
		return "", errors.New("settings are tried with --set name=value")
	case kind == "ANALYZE", kind == "VACUUM", kind == "CLUSTER", kind == "REINDEX", kind == "REFRESH MATERIALIZED VIEW":
		return "", fmt.Errorf("%s is not tried on a twin, which has production's statistics and none of its rows", kind)
	case !slices.Contains([]string{"CREATE", "ALTER", "DROP"}, verb):
		return "", fmt.Errorf("what is tried on a twin is CREATE, ALTER and DROP, not %.60q", strings.TrimSpace(sql))
	}
	return statements[0].Text, nil
}

// hangUp closes Explain's connection.
func (t *Twin) hangUp(ctx context.Context) error {
	if t.conn == nil {
		return nil
	}
	err := t.conn.Close(ctx)
	t.conn = nil
	return err
}

// doing is one call of Do.
type doing struct {
	b      *builder
	before map[pg.OID]object // all relations and indexes of the twin, by its own OIDs
	types  map[columnKey]pg.OID
	stats  map[statKey]bool
	lists  map[pg.Name]statObject // statistics objects
}

func (t *Twin) startDoing(ctx context.Context) (*doing, error) {
	b := newBuilder(t.snap, Options{Progress: func(string) {}})
	b.twin, b.objects = t, t.objects
	d := &doing{b: b}
	if err := b.connect(ctx); err != nil {
		return nil, err
	}
	var err error
	if d.before, _, err = b.listObjects(ctx); err == nil {
		d.types, err = b.columnTypes(ctx)
	}
	if err == nil {
		d.stats, err = b.statKeys(ctx)
	}
	if err == nil {
		d.lists, err = b.statisticsObjects(ctx)
	}
	if err == nil {
		err = b.shrink()
	}
	if err != nil {
		b.disconnect(ctx)
		return nil, err
	}
	return d, nil
}

// run runs the statements as a session of production would, up to the first that
// is refused.
func (d *doing) run(ctx context.Context, texts []string) error {
	conn, err := d.b.twin.session(ctx)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx)) // what it did is done
	if err := run(ctx, conn, "set statement_timeout = '60s'", "set lock_timeout = '10s'"); err != nil {
		return err
	}
	for _, sql := range texts {
		if _, err := conn.PgConn().Exec(ctx, sql).ReadAll(); err != nil {
			return fmt.Errorf("%w: %.120q", err, sql)
		}
	}
	return nil
}
