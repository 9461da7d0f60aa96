package twin

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pgtest"
)

// production explains a statement where the data are, as Twin.Explain does
// where they are not.
func production(t *testing.T, c *pgx.Conn, major int, sql string) json.RawMessage {
	t.Helper()
	explain := func(options, sql string) json.RawMessage {
		plan, err := simple(t.Context(), c, "explain (format json, verbose, settings"+options+") "+sql)
		if err != nil {
			t.Fatalf("explain in production: %v\n%s", err, sql)
		}
		return plan
	}
	parameters := 0
	for strings.Contains(sql, fmt.Sprintf("$%d", parameters+1)) {
		parameters++
	}
	switch {
	case parameters == 0:
		return explain("", sql)
	case major >= 16:
		return explain(", generic_plan", sql)
	}
	pgtest.Exec(t, c, "set plan_cache_mode = force_generic_plan", "prepare p as "+sql)
	defer pgtest.Exec(t, c, "deallocate p", "reset plan_cache_mode")
	return explain("", "execute p (null"+strings.Repeat(", null", parameters-1)+")")
}

// samePlan returns how the twin's plan differs, "" if in nothing.
func samePlan(t *testing.T, production, twin json.RawMessage) string {
	t.Helper()
	want, got := bare(t, production), bare(t, twin)
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
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
		if settings, ok := p["Settings"].(map[string]any); ok {
			delete(settings, "plan_cache_mode") // with which production was asked for a generic plan
		}
		if settings, ok := p["Settings"].(map[string]any); ok && len(settings) == 0 {
			delete(p, "Settings")
		}
	}
	return plan
}
