package collect

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Bounds of what reading end points may cost. A batch that takes too long is
// halved; the largest tables come first.
const (
	endPointTimeout = 300 * time.Millisecond // of one batch
	endPointBatch   = 40                     // keys, with two rows each
	endPointBudget  = 10 * time.Second       // of all batches
)

// endKey is a column or expression whose two ends are wanted.
type endKey struct {
	table    *snapshot.Relation
	index    *snapshot.Index
	columns  []int16 // whose values are read
	key      string  // as SQL, qualified where it is a column
	collate  string
	lowRows  string // the order in which the least comes first
	highRows string
}

// endPoints reads the values at both ends of the B-tree indexes: what the
// planner itself looks up for constants beyond a histogram. It is the only
// reading of data there is, so it must be asked for, each read is proven first to
// be one of an index's first entry, and is a transaction of its own. Unasked, the
// plans of these reads still tell the heights of the indexes.
func (c *collector) endPoints() {
	keys := c.readableKeys(c.endKeys())
	c.end()
	c.nameIndexes()
	start, late := time.Now(), 0
	for len(keys) > 0 && c.err == nil {
		n := min(endPointBatch, len(keys))
		if time.Since(start) > endPointBudget {
			late += len(keys)
			break
		}
		late += c.readEnds(keys[:n])
		keys = keys[n:]
	}
	if !c.opt.Ends {
		c.note(snapshot.NotSeen{Area: snapshot.AreaEndPoints, Why: "to read from tables was not asked for", Unasked: true})
		return
	}
	if late > 0 {
		c.note(snapshot.NotSeen{Area: snapshot.AreaEndPoints, Partial: len(c.snap.EndPoints) > 0, Objects: late,
			Why: fmt.Sprintf("the ends of %d indexes could not be read within %s each and %s in all", late, endPointTimeout, endPointBudget)})
	}
}

// nameIndexes prepares for plans, which name indexes.
func (c *collector) nameIndexes() {
	c.indexNamed = make(map[pg.Name]pg.OID, len(c.snap.Indexes))
	for i := range c.snap.Indexes {
		c.indexNamed[c.snap.Indexes[i].PG()] = c.snap.Indexes[i].OID
	}
}

// endKeys are the first keys of the indexes in which the planner looks, one for
// each column, the largest tables first.
func (c *collector) endKeys() []endKey {
	var keys []endKey
	seen := map[string]bool{}
	for i := range c.snap.Indexes {
		x := &c.snap.Indexes[i]
		t := c.relationAt[x.TableOID]
		if t == nil || t.System || t.Kind != "r" && t.Kind != "m" || t.Persistence == "t" || t.Bytes == 0 || c.isLocked(t.OID) ||
			x.AccessMethod != "btree" || !x.Valid || x.Predicate != "" || !x.Keys[0].OpclassDefault {
			continue
		}
		k, ok := c.endKey(t, x)
		id := fmt.Sprint(t.OID, k.key, k.collate)
		if ok && !seen[id] {
			seen[id] = true
			keys = append(keys, k)
		}
	}
	slices.SortStableFunc(keys, func(a, b endKey) int { return cmp.Compare(b.table.Bytes, a.table.Bytes) })
	return keys
}

func (c *collector) endKey(t *snapshot.Relation, x *snapshot.Index) (endKey, bool) {
	first := x.Keys[0]
	k := endKey{table: t, index: x}
	if first.Attnum > 0 {
		col := t.Column(first.Attnum)
		if col == nil || c.isComposite(col.TypeOID) {
			return k, false // of a row type, IS NOT NULL asks each field
		}
		k.columns, k.key = []int16{first.Attnum}, "{alias}."+pg.QuoteIdent(col.Name)
		if first.Collation != col.Collation && first.Collation.Name != "" {
			k.collate = " collate " + first.Collation.String()
		}
	} else {
		k.columns, k.key = x.PredicateColumns, "("+first.Expression+")"
		if len(k.columns) == 0 || slices.Contains(k.columns, 0) || first.Expression == "" {
			return k, false
		}
		if first.Collation.Name != "" {
			k.collate = " collate " + first.Collation.String()
		}
	}
	nulls := map[bool]string{true: " nulls first", false: " nulls last"}
	k.lowRows = "asc" + nulls[first.NullsFirst != first.Desc]
	k.highRows = "desc" + nulls[first.NullsFirst == first.Desc]
	return k, true
}

func (c *collector) isComposite(oid pg.OID) bool {
	return slices.ContainsFunc(c.snap.Types, func(t snapshot.Type) bool { return t.OID == oid && t.Kind == "c" })
}

// readableKeys leaves out the keys whose columns we may not read and the
// expressions that are somebody's code.
func (c *collector) readableKeys(keys []endKey) []endKey {
	type rights struct {
		OID     pg.OID  `json:"oid"`
		Columns []int16 `json:"columns"`
	}
	type foreign struct {
		OID pg.OID `json:"oid"`
	}
	var tables, indexes []pg.OID
	for _, k := range keys {
		tables = append(tables, k.table.OID)
		if k.index.HasExpressions() {
			indexes = append(indexes, k.index.OID)
		}
	}
	slices.Sort(tables)
	ours := map[pg.OID][]int16{}
	for _, r := range read[rights](c, snapshot.AreaEndPoints, "end_point_rights.sql", oidArray(slices.Compact(tables))) {
		ours[r.OID] = r.Columns
	}
	code := map[pg.OID]bool{}
	for _, r := range read[foreign](c, snapshot.AreaEndPoints, "end_point_foreign.sql", oidArray(indexes)) {
		code[r.OID] = true
	}
	hidden := 0
	readable := slices.DeleteFunc(slices.Clone(keys), func(k endKey) bool {
		for _, column := range k.columns {
			if !slices.Contains(ours[k.table.OID], column) {
				hidden++
				return true
			}
		}
		return k.index.Keys[0].Attnum == 0 && code[k.index.OID]
	})
	if hidden > 0 && c.opt.Ends {
		c.note(snapshot.NotSeen{Area: snapshot.AreaEndPoints, Partial: hidden < len(keys), Objects: hidden, Grant: c.grant(snapshot.AreaEndPoints),
			Why: fmt.Sprintf("%s may not read the ends of %d of %d indexes", c.role, hidden, len(keys))})
	}
	return readable
}
