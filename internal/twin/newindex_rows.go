package twin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// countRows asks the planner for the rows of the table and of those that the
// index's predicate keeps.
func (m *measurement) countRows(ctx context.Context) (err error) {
	if m.blocks == 0 { // for which the planner would assume some
		return nil
	}
	if m.rows, err = m.estimate(ctx, "select from only "+m.tableName.String()); err != nil {
		return err
	}
	m.tuples = m.rows
	if m.predicate == "" {
		return nil
	}
	m.tuples, err = m.estimate(ctx, "select from only "+m.tableName.String()+" where "+m.predicate)
	if refused(err) {
		m.note("its predicate cannot be estimated (%s), one row in 200 is assumed to meet it", message(err))
		m.tuples, err = m.rows/200, nil
	}
	m.tuples = min(m.tuples, m.rows)
	return err
}

// estimate is the number of rows that the planner expects of a query.
func (m *measurement) estimate(ctx context.Context, sql string) (float64, error) {
	text, err := simple(ctx, m.plain, "explain (format json) "+sql)
	if err != nil {
		return 0, err
	}
	var plans []struct {
		Plan struct {
			Rows float64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal(text, &plans); err != nil || len(plans) != 1 {
		return 0, fmt.Errorf("read a plan: %w", err)
	}
	return plans[0].Plan.Rows, nil
}

// occupied is how many of so many possible values occur in some rows.
func occupied(possible, rows float64) float64 {
	return max(1, possible*-math.Expm1(-rows/possible))
}

// kept is how many of the different values remain when the predicate keeps a
// part of the rows, at random.
func (m *measurement) kept(distinct float64) float64 {
	if m.rows <= 0 || m.tuples >= m.rows {
		return distinct
	}
	each := m.rows / max(1, distinct)
	return max(1, min(m.tuples, distinct*-math.Expm1(each*math.Log1p(-m.tuples/m.rows))))
}

// predicateReads reports whether the predicate is about one of the first n keys.
// To take it to be where it is not does little harm.
func (m *measurement) predicateReads(n int) bool {
	for _, c := range m.columns[:n] {
		if in := m.input(c.source); in == nil || strings.Contains(m.predicate, in.name) {
			return true
		}
	}
	return false
}

// refused reports whether the server rejected a statement, and the connection
// goes on.
func refused(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && e.Severity != "FATAL"
}

// message is what the server says, without what it quotes of the data.
func message(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return "SQLSTATE " + e.Code
	}
	return err.Error()
}

func (m *measurement) note(format string, args ...any) {
	if n := fmt.Sprintf(format, args...); !slices.Contains(m.notes, n) {
		m.notes = append(m.notes, n)
	}
}

// basis is how the result came about, with what stood in the way.
func (m *measurement) basis(how string) string {
	return strings.Join(append([]string{how}, m.notes...), "; ")
}
