package twin

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// Question is a statement to plan, under settings of its own.
type Question struct {
	SQL      string
	Settings map[string]string
}

// Answer is the plan of a statement, or why there is none.
type Answer struct {
	Plan json.RawMessage
	Err  error
}

// ExplainAll plans statements as [Twin.Explain] does, after DDL that is carried out
// for this call alone and then undone: DROP INDEX shows what the statements would do
// without it. An error is of the DDL or of the server; that of a statement is in its
// answer.
func (t *Twin) ExplainAll(ctx context.Context, questions []Question, first ...string) (answers []Answer, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	changes := make([]string, len(first))
	for i, sql := range first {
		if changes[i], err = ddl(sql); err != nil {
			return nil, err
		}
	}
	if t.conn == nil || t.conn.IsClosed() {
		if t.conn, err = t.session(ctx); err != nil {
			return nil, err
		}
	}
	access := pgx.ReadOnly
	if len(first) > 0 {
		access = pgx.ReadWrite
	}
	tx, err := t.conn.BeginTx(ctx, pgx.TxOptions{AccessMode: access})
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := tx.Rollback(context.WithoutCancel(ctx)); err == nil {
			err = e
		}
	}()
	for _, sql := range changes {
		if _, err := t.conn.PgConn().Exec(ctx, sql).ReadAll(); err != nil {
			return nil, fmt.Errorf("%w: %.120q", err, sql)
		}
	}
	for _, q := range questions {
		plan, err := t.explain(ctx, tx, q)
		if err != nil {
			err = fmt.Errorf("plan on the twin: %w", err)
		}
		if t.conn.IsClosed() {
			return nil, err
		}
		answers = append(answers, Answer{plan, err})
	}
	return answers, nil
}
