package planfile

import (
	"fmt"
	"slices"
	"strings"
)

// Limits say from when on a plan is worse.
type Limits struct {
	MaxCostRatio float64 // how many times the cost may be what it was
	MinCost      float64 // a difference of cost below this is none
	Large        float64 // a Seq Scan or Sort that costs less is not worth a word
}

// DefaultLimits are those of the command line.
var DefaultLimits = Limits{MaxCostRatio: 1.2, MinCost: 10, Large: 1000}

// Verdict is what became of a plan.
type Verdict string

// The verdicts. Only a worse plan and a broken query fail a check.
const (
	Same    Verdict = "same"
	Better  Verdict = "better"  // it costs less
	Changed Verdict = "changed" // another shape that is not worse
	Worse   Verdict = "worse"
	Broken  Verdict = "broken"  // it cannot be planned any more
	Gone    Verdict = "gone"    // recorded, and no longer among the queries
	New     Verdict = "new"     // not recorded yet
	Unknown Verdict = "unknown" // the twin lacks what it takes to plan it
)

// Fails reports whether a check fails because of it.
func (v Verdict) Fails() bool { return v == Worse || v == Broken }

// Comparison is what became of one plan, and why.
type Comparison struct {
	Verdict Verdict
	Reasons []string
}

// Compare judges a plan by the one that was recorded.
func Compare(before, after Plan, l Limits) Comparison {
	was, is := before.Root.Cost, after.Root.Cost
	var worse, other []string
	if is > was*l.MaxCostRatio && is-was >= l.MinCost {
		worse = append(worse, "the cost rose from "+number(was)+" to "+number(is)+times(was, is))
	}
	shape := slices.Concat(scans(before, after, l), sorts(before, after, l))
	if is >= was { // what costs less the planner has chosen for that
		worse = append(worse, shape...)
	} else {
		other = append(other, shape...)
	}
	other = append(other, joins(before, after)...)
	reshaped := before.Root.shape() != after.Root.shape()
	if reshaped && len(worse)+len(other) == 0 {
		other = append(other, "the plan has another shape")
	}
	c := Comparison{Same, slices.Concat(worse, other)}
	switch {
	case len(worse) > 0:
		c.Verdict = Worse
	case is*l.MaxCostRatio < was && was-is >= l.MinCost:
		c.Verdict = Better
		c.Reasons = append([]string{"the cost fell from " + number(was) + " to " + number(is)}, other...)
	case reshaped:
		c.Verdict = Changed
	}
	return c
}

func times(was, is float64) string {
	if was <= 0 {
		return ""
	}
	return fmt.Sprintf(", %.3g times what it was", is/was)
}

// nodes are the node and all below it.
func (n *Node) nodes() []*Node {
	out := []*Node{n}
	for _, c := range n.Children {
		out = append(out, c.nodes()...)
	}
	return out
}

// shape is the tree without its estimates.
func (n *Node) shape() string {
	var b strings.Builder
	for _, x := range []string{n.Type, n.Index, n.Relation} {
		b.WriteString(x + "\x00")
	}
	for _, c := range n.Children {
		b.WriteString("(" + c.shape() + ")")
	}
	return b.String()
}

// access is how a plan reads one relation.
type access struct {
	seq, index []*Node
}

func accesses(p Plan) map[string]access {
	out := map[string]access{}
	for _, n := range p.Root.nodes() {
		a := out[n.Relation]
		switch {
		case n.Relation == "":
			continue
		case strings.HasSuffix(n.Type, "Seq Scan"):
			a.seq = append(a.seq, n)
		case strings.Contains(n.Type, "Index") || strings.Contains(n.Type, "Bitmap"):
			a.index = append(a.index, n)
		}
		out[n.Relation] = a
	}
	return out
}

// scans finds the large relations that an index was used for and is no more.
func scans(before, after Plan, l Limits) []string {
	was := accesses(before)
	var out []string
	said := map[string]bool{}
	for _, n := range after.Root.nodes() {
		w := was[n.Relation]
		if strings.HasSuffix(n.Type, "Seq Scan") && n.Cost >= l.Large && len(w.index) > 0 && len(w.seq) == 0 && !said[n.Relation] {
			said[n.Relation] = true
			out = append(out, n.Relation+": "+w.index[0].called()+" became "+n.called()+" of cost "+number(n.Cost))
		}
	}
	return out
}

func (n *Node) called() string {
	if n.Index != "" {
		return n.Type + " using " + n.Index
	}
	return n.Type
}

// sorts finds large sorts that were not there, and what no longer fits into
// work_mem.
func sorts(before, after Plan, l Limits) []string {
	large, disk := func(n *Node) bool { return strings.HasSuffix(n.Type, "Sort") && n.Cost >= l.Large }, func(n *Node) bool { return n.OnDisk }
	var out []string
	if a := filter(after, large); len(a) > len(filter(before, large)) && len(sorted(after)) > len(sorted(before)) {
		out = append(out, "a "+a[0].Type+" of "+number(a[0].Rows)+" rows is new")
	}
	if a := filter(after, disk); len(a) > len(filter(before, disk)) {
		out = append(out, "a "+a[0].Type+" of "+number(a[0].Rows)+" rows no longer fits into work_mem and goes to disk")
	}
	return out
}

func sorted(p Plan) []*Node {
	return filter(p, func(n *Node) bool { return strings.HasSuffix(n.Type, "Sort") })
}

func filter(p Plan, keep func(*Node) bool) []*Node {
	return slices.DeleteFunc(p.Root.nodes(), func(n *Node) bool { return !keep(n) })
}

// joins says which methods of joining gave way to which.
func joins(before, after Plan) []string {
	gone, come := methods(before), methods(after)
	for i := 0; i < len(gone); {
		if j := slices.Index(come, gone[i]); j >= 0 {
			gone, come = slices.Delete(gone, i, i+1), slices.Delete(come, j, j+1)
			continue
		}
		i++
	}
	var out []string
	for i := range min(len(gone), len(come)) {
		out = append(out, "a "+gone[i]+" became a "+come[i])
	}
	return out
}

func methods(p Plan) []string {
	var out []string
	for _, n := range p.Root.nodes() {
		t := strings.TrimPrefix(n.Type, "Parallel ")
		switch {
		case strings.HasPrefix(t, "Nested Loop"):
			out = append(out, "Nested Loop")
		case strings.HasPrefix(t, "Hash") && strings.HasSuffix(t, "Join"):
			out = append(out, "Hash Join")
		case strings.HasPrefix(t, "Merge") && strings.HasSuffix(t, "Join"):
			out = append(out, "Merge Join")
		}
	}
	return out
}
