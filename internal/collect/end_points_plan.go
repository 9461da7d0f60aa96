package collect

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// endAlias begins the aliases by which the parts of a plan are told apart.
const endAlias = "pgadept_end_"

// endScan is the scan that a read would make.
type endScan struct {
	index  string
	height int32 // of the index, as the scan's cost tells
}

// planNode is the part of a plan's node that we look at.
type planNode struct {
	Type    string     `json:"Node Type"`
	Alias   string     `json:"Alias"`
	Index   string     `json:"Index Name"`
	Startup float64    `json:"Startup Cost"`
	Plans   []planNode `json:"Plans"`
}

// readEndPlan returns the reads that are a Limit over a scan of an index and
// nothing that would read further: no other scan, no sort, no worker.
func readEndPlan(text json.RawMessage) (map[int]endScan, error) {
	var queries []struct {
		Plan planNode `json:"Plan"`
	}
	if err := json.Unmarshal(text, &queries); err != nil {
		return nil, fmt.Errorf("read the plan of the end points: %w", err)
	}
	cheap := map[int]endScan{}
	for _, q := range queries {
		q.Plan.walk(false, cheap)
	}
	return cheap, nil
}

// pageCost is what one level of a B-tree adds to a scan's start, in operators
// (DEFAULT_PAGE_CPU_MULTIPLIER in selfuncs.c). It is more than the binary search
// adds, which is the logarithm of the number of rows.
const pageCost = 50

func (n *planNode) walk(limited bool, cheap map[int]endScan) {
	switch n.Type {
	case "Append", "Result", "Subquery Scan":
	case "Limit":
		limited = true
	case "Index Scan", "Index Only Scan":
		number, ok := strings.CutPrefix(n.Alias, endAlias)
		if i, err := strconv.Atoi(number); ok && err == nil && limited {
			cheap[i] = endScan{n.Index, int32(n.Startup/pageCost) - 1}
		}
	default:
		return // and so is nothing below it
	}
	for i := range n.Plans {
		n.Plans[i].walk(limited, cheap)
	}
}

// noteHeights keeps the heights of B-trees: with cpu_operator_cost at 1, the
// start of a scan costs 50 for each level. They are what the planner goes by,
// while a metapage on disk may be older.
func (c *collector) noteHeights(keys []endKey, scans map[int]endScan) {
	for n, scan := range scans {
		oid, ok := c.indexNamed[pg.Name{Schema: keys[n/2].table.Schema, Name: scan.index}]
		switch p := c.pagesAt[oid]; {
		case !ok || scan.height < 0:
		case p != nil:
			p.Height = &scan.height
		default:
			c.pagesAt[oid] = &snapshot.IndexPages{OID: oid, Height: &scan.height}
		}
	}
}
