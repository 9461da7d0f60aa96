// Package planfile keeps plans as text for version control, and says what became
// worse between two of them. It reads of what EXPLAIN writes only what that takes.
package planfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/pgadept/pgadept/internal/pg"
)

// Plan is the plan of one query.
type Plan struct {
	Name string
	Root *Node
}

// Node is a node of a plan. Its texts hold no control characters.
type Node struct {
	Type     string   // as EXPLAIN's text has it: Hash Left Join, Parallel Seq Scan
	Relation string   // qualified and quoted; a function or WITH query where it reads that
	Alias    string   // where it is another
	Index    string   // quoted
	Details  []string // Index Cond: …, and so on
	Rows     float64
	Cost     float64 // up to the last row
	OnDisk   bool    // it is estimated not to fit into work_mem
	Children []*Node
}

// explained is what we read of a node.
type explained struct {
	Type       string      `json:"Node Type"`
	Strategy   string      `json:"Strategy"`
	Partial    string      `json:"Partial Mode"`
	Join       string      `json:"Join Type"`
	Operation  string      `json:"Operation"`
	Command    string      `json:"Command"`
	Direction  string      `json:"Scan Direction"`
	Parallel   bool        `json:"Parallel Aware"`
	Schema     string      `json:"Schema"`
	Relation   string      `json:"Relation Name"`
	Function   string      `json:"Function Name"`
	CTE        string      `json:"CTE Name"`
	Alias      string      `json:"Alias"`
	Index      string      `json:"Index Name"`
	Rows       float64     `json:"Plan Rows"`
	Width      float64     `json:"Plan Width"`
	Cost       float64     `json:"Total Cost"`
	Partitions float64     `json:"Planned Partitions"`
	Plans      []explained `json:"Plans"`
	all        map[string]any
}

// UnmarshalJSON reads the fields, and keeps all for the details.
func (e *explained) UnmarshalJSON(b []byte) error {
	type plain explained
	if err := json.Unmarshal(b, (*plain)(e)); err != nil {
		return err
	}
	return json.Unmarshal(b, &e.all)
}

// FromExplain reads EXPLAIN (FORMAT JSON, VERBOSE, SETTINGS).
func FromExplain(name string, text []byte) (Plan, error) {
	var statements []struct {
		Plan     *explained
		Settings map[string]string
	}
	if err := json.Unmarshal(text, &statements); err != nil {
		return Plan{}, fmt.Errorf("read the plan of %s: %w", name, err)
	}
	if len(statements) == 0 || statements[0].Plan == nil {
		return Plan{}, errors.New("a rule makes do nothing of it, and nothing has no plan")
	}
	return Plan{Name: Printable(name), Root: statements[0].Plan.node(workMem(statements[0].Settings["work_mem"]))}, nil
}

func (e *explained) node(workMem float64) *Node {
	n := &Node{Type: Printable(e.kind()), Details: e.details(), Rows: e.Rows, Cost: e.Cost}
	switch {
	case e.Relation != "":
		n.Relation = Printable(pg.Name{Schema: e.Schema, Name: e.Relation}.String())
	case e.CTE != "":
		n.Relation = Printable(pg.QuoteIdent(e.CTE))
	case e.Function != "":
		n.Relation = Printable(pg.Name{Schema: e.Schema, Name: e.Function}.String())
	}
	if n.Relation != "" && e.Alias != e.Relation+e.CTE+e.Function {
		n.Alias = Printable(pg.QuoteIdent(e.Alias))
	}
	if e.Index != "" {
		n.Index = Printable(pg.QuoteIdent(e.Index))
	}
	n.OnDisk = e.Type == "Sort" && e.Rows*(e.Width+tupleHeader) > workMem || e.Partitions > 0
	for i := range e.Plans {
		n.Children = append(n.Children, e.Plans[i].node(workMem))
	}
	return n
}

// tupleHeader is what a row in a sort has besides its columns (relation_byte_size
// in costsize.c), in bytes.
const tupleHeader = 24

// workMem reads the setting, which EXPLAIN shows where it is not the default.
func workMem(setting string) float64 {
	const standard = 4 << 20
	digits := strings.TrimRightFunc(setting, unicode.IsLetter)
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return standard
	}
	switch strings.TrimPrefix(setting, digits) {
	case "B":
		return n
	case "MB":
		return n * (1 << 20)
	case "GB":
		return n * (1 << 30)
	case "TB":
		return n * (1 << 40)
	}
	return n * (1 << 10)
}

// Printable has no character that would end a line or drive a terminal.
func Printable(s string) string {
	var b strings.Builder
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		if unicode.IsGraphic(r) && (r == ' ' || !unicode.IsSpace(r)) {
			b.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRuneToASCII(r)
		b.WriteString(quoted[1 : len(quoted)-1])
	}
	return b.String()
}
