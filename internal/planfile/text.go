package planfile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Format writes plans as text: the heading as comments, then for each plan its
// name, its cost and its tree. Equal plans are equal texts.
func Format(heading []string, plans []Plan) string {
	var b strings.Builder
	for _, line := range heading {
		fmt.Fprintf(&b, "# %s\n", Printable(line))
	}
	for _, p := range plans {
		fmt.Fprintf(&b, "\n-- name: %s\ntotal cost %s\n", p.Name, number(p.Root.Cost))
		for _, line := range p.Lines() {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// Lines are the plan's tree.
func (p Plan) Lines() []string { return p.Root.lines(nil, "") }

func (n *Node) lines(out []string, indent string) []string {
	line := indent + "-> " + n.Type
	if n.Index != "" {
		line += " using " + n.Index
	}
	if n.Relation != "" {
		line += " on " + n.Relation
	}
	if n.Alias != "" {
		line += " as " + n.Alias
	}
	line += " (rows " + number(n.Rows) + ", cost " + number(n.Cost)
	if n.OnDisk {
		line += ", on disk"
	}
	out = append(out, line+")")
	for _, d := range n.Details {
		out = append(out, indent+"     "+d)
	}
	for _, c := range n.Children {
		out = c.lines(out, indent+"   ")
	}
	return out
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

var (
	nameLine = regexp.MustCompile(`^-- name: (.*)$`)
	costLine = regexp.MustCompile(`^total cost \S+$`)
	nodeLine = regexp.MustCompile(`^((?:   )*)-> (.*) \(rows (\S+), cost ([^\s,)]+)(, on disk)?\)$`)
)

// Parse reads what Format wrote. Its errors name the line.
func Parse(text string) ([]Plan, error) {
	var plans []Plan
	var path []*Node // from the root to the node before
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		fault := func(what string) error { return fmt.Errorf("line %d: %s", i+1, what) }
		if m := nameLine.FindStringSubmatch(line); m != nil {
			plans, path = append(plans, Plan{Name: m[1]}), nil
			continue
		}
		m := nodeLine.FindStringSubmatch(line)
		switch {
		case m == nil && (strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#") || costLine.MatchString(line)):
			continue
		case len(plans) == 0:
			return nil, fault("a plan without a name")
		case m == nil && len(path) > 0 && strings.HasPrefix(line, "  "):
			last := path[len(path)-1]
			last.Details = append(last.Details, strings.TrimSpace(line))
			continue
		case m == nil:
			return nil, fault("neither a node of a plan nor a detail of one")
		}
		node, err := parseNode(m)
		if err != nil {
			return nil, fault(err.Error())
		}
		depth := len(m[1]) / len("   ")
		root := &plans[len(plans)-1].Root
		switch {
		case depth == 0 && *root == nil:
			*root = node
		case depth == 0 || depth > len(path):
			return nil, fault("a node that belongs to no other")
		default:
			path[depth-1].Children = append(path[depth-1].Children, node)
		}
		path = append(path[:depth], node)
	}
	for _, p := range plans {
		if p.Root == nil {
			return nil, fmt.Errorf("%s has no plan", p.Name)
		}
	}
	return plans, nil
}

func parseNode(m []string) (*Node, error) {
	rows, err := strconv.ParseFloat(m[3], 64)
	if err != nil {
		return nil, fmt.Errorf("%q is no number of rows", m[3])
	}
	cost, err := strconv.ParseFloat(m[4], 64)
	if err != nil {
		return nil, fmt.Errorf("%q is no cost", m[4])
	}
	n := &Node{Rows: rows, Cost: cost, OnDisk: m[5] != ""}
	head, alias := cutUnquoted(m[2], " as ")
	head, relation := cutUnquoted(head, " on ")
	n.Type, n.Index = cutUnquoted(head, " using ")
	n.Relation, n.Alias = relation, alias
	return n, nil
}

// cutUnquoted cuts at the first separator that is not inside of a quoted name.
func cutUnquoted(s, separator string) (before, after string) {
	quoted := false
	for i := range s {
		if s[i] == '"' {
			quoted = !quoted
		}
		if !quoted && strings.HasPrefix(s[i:], separator) {
			return s[:i], s[i+len(separator):]
		}
	}
	return s, ""
}
