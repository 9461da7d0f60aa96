package twin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/sqlparse"
)

// planTimeout bounds one EXPLAIN. The planner itself calls stable functions, and
// one that reads a table would read through all of its holes.
const planTimeout = 10 * time.Second

// Explain plans one statement and returns what EXPLAIN (FORMAT JSON, VERBOSE,
// SETTINGS) says. Parameters ($1 …) stay unknown: the plan is the generic one.
// settings are those of this call alone; a role among them brings along what
// production sets for it. Nothing is executed: whatever is not one statement
// that can be planned is refused.
func (t *Twin) Explain(ctx context.Context, sql string, settings map[string]string) (json.RawMessage, error) {
	answers, err := t.ExplainAll(ctx, []Question{{sql, settings}})
	if err != nil {
		return nil, err
	}
	return answers[0].Plan, answers[0].Err
}

// one returns the text of the only statement.
func one(sql string) (string, error) {
	statements, err := sqlparse.Split(sql)
	if err != nil {
		return "", err
	}
	if len(statements) != 1 {
		return "", fmt.Errorf("one statement is explained at a time, not %d", len(statements))
	}
	switch kind := sqlparse.Kind(sql); kind {
	case "SELECT", "INSERT", "UPDATE", "DELETE", "MERGE":
		return strings.TrimRight(strings.TrimSpace(statements[0].Text), "; \t\r\n"), nil
	case "EXPLAIN":
		return "", errors.New("give the statement itself, without EXPLAIN")
	default:
		return "", fmt.Errorf("there is no plan for %s", kind)
	}
}

// session opens the connection that plans: one of production's would have the
// same settings.
func (t *Twin) session(ctx context.Context) (*pgx.Conn, error) {
	config, err := pgx.ParseConfig(t.ConnString())
	if err != nil {
		return nil, err
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	return pgx.ConnectConfig(ctx, config)
}

// explain plans in a transaction within one.
func (t *Twin) explain(ctx context.Context, outer pgx.Tx, q Question) (plan json.RawMessage, err error) {
	sql, err := one(q.SQL)
	if err != nil {
		return nil, err
	}
	tx, err := outer.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer func() {
		if e := tx.Rollback(context.WithoutCancel(ctx)); err == nil {
			err = e
		}
	}()
	if err := t.set(ctx, tx, q.Settings, true); err != nil {
		return nil, err
	}
	parameters, err := t.prepare(ctx, tx, sql)
	if err != nil {
		return nil, err
	}
	return t.plan(ctx, tx, sql, parameters)
}

// execer is a connection or a transaction.
type execer interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}

// set sets parameters, for the transaction alone or for the session.
func (t *Twin) set(ctx context.Context, x execer, settings map[string]string, local bool) error {
	sets := []map[string]string{settings, {"statement_timeout": fmt.Sprint(planTimeout.Milliseconds())}}
	if role := settings["role"]; role != "" { // its own come first: to become it does not bring them along
		sets = append([]map[string]string{t.roleSettings[[2]string{"", role}], t.roleSettings[[2]string{t.snap.Server.Database, role}]}, sets...)
	}
	for _, set := range sets {
		for name, value := range set {
			if name == "role" {
				value = t.roleName(value)
			}
			if _, err := x.Exec(ctx, "select pg_catalog.set_config($1, $2, $3)", name, value, local); err != nil {
				return fmt.Errorf("set %s: %w", name, err)
			}
		}
	}
	return nil
}

// prepared is the name under which a statement is analyzed. That PREPARE takes
// it proves, by the server's own grammar, that it is one and can be planned.
const prepared = "pgadept_explained"

// prepare returns the statement's number of parameters.
func (t *Twin) prepare(ctx context.Context, tx pgx.Tx, sql string) (parameters int, err error) {
	if _, err := tx.Exec(ctx, "deallocate all"); err != nil { // an earlier call may have broken off
		return 0, err
	}
	if _, err := tx.Exec(ctx, "prepare "+prepared+" as "+sql); err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, "select pg_catalog.cardinality(parameter_types) from pg_catalog.pg_prepared_statements where name = '"+prepared+"'").Scan(&parameters)
	return parameters, err
}

const explainOptions = "format json, verbose, settings"

// plan asks for the plan of the prepared statement.
func (t *Twin) plan(ctx context.Context, tx pgx.Tx, sql string, parameters int) (plan json.RawMessage, err error) {
	switch {
	case parameters == 0:
		err = tx.QueryRow(ctx, "explain ("+explainOptions+") "+sql).Scan(&plan)
	case t.major >= 16:
		// By the simple protocol, in which $1 is no parameter of the EXPLAIN itself.
		plan, err = simple(ctx, t.conn, "explain ("+explainOptions+", generic_plan) "+sql)
	default:
		plan, err = t.executed(ctx, tx, sql, parameters)
	}
	return plan, err
}

// executed asks for the generic plan before 16, when EXPLAIN could show it only
// of an EXECUTE, whose values prune partitions: NULL all of them. They are shown
// by the plan that is made without pruning, if that is the same one, which its
// costs tell: only constants in the text make a difference to them.
func (t *Twin) executed(ctx context.Context, tx pgx.Tx, sql string, parameters int) (plan json.RawMessage, err error) {
	if _, err := tx.Exec(ctx, "set local plan_cache_mode = force_generic_plan"); err != nil {
		return nil, err
	}
	nulls := strings.TrimPrefix(strings.Repeat(", null", parameters), ", ")
	execute := "explain (" + explainOptions + ") execute " + prepared + " (" + nulls + ")"
	if err := tx.QueryRow(ctx, execute).Scan(&plan); err != nil {
		return nil, err
	}
	if hidesPartitions(plan) {
		if _, err := tx.Exec(ctx, "set local enable_partition_pruning = off"); err != nil {
			return nil, err
		}
		if _, err := t.prepare(ctx, tx, sql); err != nil { // anew: the plan of the one before is kept
			return nil, err
		}
		var whole json.RawMessage
		if err := tx.QueryRow(ctx, execute).Scan(&whole); err != nil {
			return nil, err
		}
		if sameCosts(plan, whole) {
			if whole, err = withoutSetting(whole, "enable_partition_pruning"); err != nil {
				return nil, err
			}
			plan = whole
		}
	}
	return withoutSetting(plan, "plan_cache_mode")
}

// hidesPartitions reports whether a plan has parts that are not shown.
func hidesPartitions(plan json.RawMessage) bool {
	return subplansRemoved.Match(plan)
}

var subplansRemoved = regexp.MustCompile(`"Subplans Removed": ?[1-9]`)

// sameCosts compares the roots of two plans.
func sameCosts(a, b json.RawMessage) bool {
	type root struct {
		Plan struct {
			Node    string  `json:"Node Type"`
			Startup float64 `json:"Startup Cost"`
			Total   float64 `json:"Total Cost"`
			Rows    float64 `json:"Plan Rows"`
			Width   int     `json:"Plan Width"`
		}
	}
	var x, y []root
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && slices.Equal(x, y)
}

// simple returns the one value of a query that goes out as it stands.
func simple(ctx context.Context, c *pgx.Conn, sql string) ([]byte, error) {
	results, err := c.PgConn().Exec(ctx, sql).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(results) != 1 || len(results[0].Rows) != 1 {
		return nil, fmt.Errorf("%d results where one was asked for", len(results))
	}
	return results[0].Rows[0][0], nil
}

// withoutSetting takes out of a plan a setting that is ours.
func withoutSetting(plan json.RawMessage, name string) (json.RawMessage, error) {
	var queries []map[string]json.RawMessage
	if err := json.Unmarshal(plan, &queries); err != nil {
		return nil, err
	}
	for _, q := range queries {
		var settings map[string]json.RawMessage
		if err := json.Unmarshal(q["Settings"], &settings); err != nil {
			return nil, err
		}
		delete(settings, name)
		if len(settings) == 0 {
			delete(q, "Settings")
			continue
		}
		rest, err := json.Marshal(settings)
		if err != nil {
			return nil, err
		}
		q["Settings"] = rest
	}
	return json.Marshal(queries)
}
