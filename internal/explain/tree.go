// Package explain reads the plans that EXPLAIN writes.
package explain

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// Node is a node of a plan, with what decides whether two plans do the same.
type Node struct {
	Type        string  `json:"Node Type"`
	Parent      string  `json:"Parent Relationship"`
	Subplan     string  `json:"Subplan Name"`
	Join        string  `json:"Join Type"`
	Strategy    string  `json:"Strategy"`     // of Aggregate and SetOp: Plain, Sorted, Hashed, Mixed
	Partial     string  `json:"Partial Mode"` // of Aggregate: Simple, Partial, Finalize
	Operation   string  `json:"Operation"`    // of ModifyTable: Insert, Update, Delete, Merge
	Direction   string  `json:"Scan Direction"`
	Schema      string  `json:"Schema"`
	Relation    string  `json:"Relation Name"`
	Alias       string  `json:"Alias"`
	Index       string  `json:"Index Name"`
	StartupCost float64 `json:"Startup Cost"`
	TotalCost   float64 `json:"Total Cost"`
	Rows        float64 `json:"Plan Rows"`
	Width       int     `json:"Plan Width"` // bytes
	Workers     int     `json:"Workers Planned"`
	Children    []*Node `json:"Plans"`
}

// Parse reads what EXPLAIN (FORMAT JSON) writes of one statement.
func Parse(raw []byte) (*Node, error) {
	var plans []struct{ Plan *Node }
	if err := json.Unmarshal(raw, &plans); err != nil {
		return nil, fmt.Errorf("read a plan: %w", err)
	}
	if len(plans) == 0 || plans[0].Plan == nil {
		return nil, errors.New("read a plan: there is none in it")
	}
	return plans[0].Plan, nil
}

// Walk visits a node and all below it, parents first.
func (n *Node) Walk(visit func(n *Node, depth int)) { n.walk(visit, 0) }

func (n *Node) walk(visit func(*Node, int), depth int) {
	visit(n, depth)
	for _, c := range n.Children {
		c.walk(visit, depth+1)
	}
}

// Relations are the relations that a plan reads or writes, each once. A plan
// without VERBOSE does not tell their schemas.
func (n *Node) Relations() []pg.Name {
	var out []pg.Name
	seen := map[pg.Name]bool{}
	n.Walk(func(n *Node, _ int) {
		name := pg.Name{Schema: n.Schema, Name: n.Relation}
		if n.Relation != "" && !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	})
	return out
}

// What says what a node does, in one line and without figures.
func (n *Node) What() string {
	var b strings.Builder
	for _, word := range []string{n.Partial, n.Strategy} {
		if word != "" && word != "Simple" && word != "Plain" {
			b.WriteString(word + " ")
		}
	}
	if n.Type == "ModifyTable" {
		b.WriteString(n.Operation)
	} else {
		b.WriteString(n.Type)
	}
	if n.Join != "" && n.Join != "Inner" {
		b.WriteString(" (" + n.Join + ")")
	}
	if n.Direction == "Backward" {
		b.WriteString(" Backward")
	}
	if n.Index != "" {
		b.WriteString(" using " + pg.QuoteIdent(n.Index))
	}
	if n.Relation != "" {
		b.WriteString(" on " + pg.QuoteIdent(n.Relation))
		if n.Alias != "" && n.Alias != n.Relation {
			b.WriteString(" " + pg.QuoteIdent(n.Alias))
		}
	}
	if n.Subplan != "" {
		b.WriteString(" [" + n.Subplan + "]")
	}
	return b.String()
}

// Shape is what a plan does, one node a line, indented by two spaces a level.
// Two plans of one shape differ in figures alone.
func (n *Node) Shape() string {
	var b strings.Builder
	n.Walk(func(n *Node, depth int) {
		b.WriteString(strings.Repeat("  ", depth) + n.What() + "\n")
	})
	return b.String()
}
