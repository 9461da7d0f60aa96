package explain

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Same reports whether two plans of EXPLAIN (FORMAT JSON, VERBOSE, SETTINGS) are
// the same, node for node and figure for figure: all but the query's hash, whether
// code would be compiled, and the settings by which a generic plan was asked for.
func Same(a, b []byte) (bool, error) {
	x, err := Bare(a)
	if err != nil {
		return false, err
	}
	y, err := Bare(b)
	if err != nil {
		return false, err
	}
	return reflect.DeepEqual(x, y), nil
}

// Bare is a plan without what [Same] leaves out.
func Bare(raw []byte) ([]map[string]any, error) {
	var plans []map[string]any
	if err := json.Unmarshal(raw, &plans); err != nil {
		return nil, fmt.Errorf("read a plan: %w", err)
	}
	for _, p := range plans {
		delete(p, "Query Identifier")
		delete(p, "JIT")
		settings, _ := p["Settings"].(map[string]any) // where there are none, nil
		delete(settings, "plan_cache_mode")
		delete(settings, "enable_partition_pruning")
		if len(settings) == 0 {
			delete(p, "Settings")
		}
	}
	return plans, nil
}
