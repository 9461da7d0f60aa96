package planfile

import (
	"fmt"
	"strings"
)

// kind names the node as EXPLAIN's text does.
func (e *explained) kind() string {
	t := e.Type
	switch t {
	case "Aggregate":
		t = map[string]string{"Sorted": "GroupAggregate", "Hashed": "HashAggregate", "Mixed": "MixedAggregate"}[e.Strategy]
		if t == "" {
			t = "Aggregate"
		}
	case "Hash Join", "Merge Join", "Nested Loop":
		t = joined(t, e.Join)
	case "ModifyTable":
		t = e.Operation
	case "SetOp":
		t = strings.TrimSpace(map[string]string{"Hashed": "Hash"}[e.Strategy] + "SetOp " + e.Command)
	}
	if e.Partial == "Partial" || e.Partial == "Finalize" {
		t = e.Partial + " " + t
	}
	if e.Direction == "Backward" {
		t += " Backward"
	}
	if e.Parallel {
		t = "Parallel " + t
	}
	return t
}

// joined puts the type of a join into its name: Hash Left Join.
func joined(method, join string) string {
	switch {
	case join == "" || join == "Inner":
		return method
	case method == "Nested Loop":
		return method + " " + join + " Join"
	}
	return strings.TrimSuffix(method, "Join") + join + " Join"
}

// shown are the properties that belong to a plan's shape, in their order.
var shown = []string{
	"Subplan Name", "Index Cond", "Recheck Cond", "TID Cond", "Hash Cond", "Merge Cond", "Join Filter", "Filter", "One-Time Filter",
	"Order By", "Sort Key", "Presorted Key", "Group Key", "Grouping Sets", "Cache Key", "Workers Planned", "Conflict Resolution", "Conflict Arbiter Indexes",
}

// longest is how many characters of a detail are kept.
const longest = 400

func (e *explained) details() []string {
	var out []string
	for _, key := range shown {
		v, ok := e.all[key]
		if !ok {
			continue
		}
		text := fmt.Sprint(v)
		if list, ok := v.([]any); ok {
			parts := make([]string, len(list))
			for i := range list {
				parts[i] = fmt.Sprint(list[i])
			}
			text = strings.Join(parts, ", ")
		}
		text = Printable(text)
		if r := []rune(text); len(r) > longest {
			text = string(r[:longest]) + "…"
		}
		out = append(out, key+": "+text)
	}
	if n, ok := e.all["Subplans Removed"].(float64); ok && n > 0 {
		out = append(out, fmt.Sprintf("Subplans Removed: %v", n))
	}
	return out
}
