package twin

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

// production explains a statement where the data are, as Twin.Explain does
// where they are not. Parameters want a plan of 16 or newer.
func production(t *testing.T, c *pgx.Conn, sql string) json.RawMessage {
	t.Helper()
	var plan json.RawMessage
	if err := c.QueryRow(t.Context(), "explain (format json, verbose, settings) "+sql, pgx.QueryExecModeSimpleProtocol).Scan(&plan); err != nil {
		t.Fatalf("explain in production: %v\n%s", err, sql)
	}
	return plan
}

// samePlan returns how the twin's plan differs, "" if in nothing.
func samePlan(t *testing.T, production, twin json.RawMessage) string {
	t.Helper()
	return cmp.Diff(bare(t, production), bare(t, twin))
}

// bare is a plan without what no twin can or need have: the query's hash, and
// whether code would be compiled.
func bare(t *testing.T, raw json.RawMessage) any {
	t.Helper()
	var plan []map[string]any
	if err := json.Unmarshal(raw, &plan); err != nil {
		t.Fatal(err)
	}
	for _, p := range plan {
		delete(p, "Query Identifier")
		delete(p, "JIT")
	}
	return plan
}
