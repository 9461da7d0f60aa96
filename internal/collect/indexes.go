package collect

import (
	"cmp"
	"maps"
	"slices"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// indexRow is an index with its keys as the catalog has them: parallel arrays.
type indexRow struct {
	snapshot.Index
	KeyCount      int      `json:"key_count"`
	KeyColumns    []int16  `json:"key_columns"`
	KeyClasses    []pg.OID `json:"key_classes"`
	KeyCollations []pg.OID `json:"key_collations"`
	KeyOptions    []int16  `json:"key_options"`
}

// The bits of pg_index.indoption.
const (
	indexDesc       = 1
	indexNullsFirst = 2
)

func (c *collector) indexes() {
	rows := read[indexRow](c, snapshot.AreaIndexes, "indexes.sql")
	slices.SortFunc(rows, func(a, b indexRow) int { return cmp.Compare(a.OID, b.OID) })
	c.snap.Indexes = make([]snapshot.Index, len(rows))
	c.indexAt = make(map[pg.OID]*snapshot.Index, len(rows))
	for i := range rows {
		x := rows[i].Index
		x.Bytes = x.Pages * int64(c.snap.Server.BlockSize)
		x.Extension = c.extensions[pgClassCatalog][x.TableOID]
		x.Keys = c.keys(&rows[i])
		x.Include = rows[i].KeyColumns[len(x.Keys):]
		c.snap.Indexes[i] = x
		c.indexAt[x.OID] = &c.snap.Indexes[i]
	}
	for _, k := range c.indexColumns {
		if x := c.indexAt[k.Relation]; x != nil && int(k.Attnum) <= len(x.Keys) {
			x.Keys[k.Attnum-1].OpclassOptions = k.Options
		}
	}
	c.indexExpressions()
}

func (c *collector) keys(r *indexRow) []snapshot.IndexKey {
	keys := make([]snapshot.IndexKey, min(r.KeyCount, len(r.KeyColumns), len(r.KeyClasses), len(r.KeyCollations), len(r.KeyOptions)))
	for n := range keys {
		o := c.opclasses[r.KeyClasses[n]]
		keys[n] = snapshot.IndexKey{
			Attnum:         r.KeyColumns[n],
			Opclass:        pg.Name{Schema: o.Schema, Name: o.Name},
			OpclassDefault: o.Default,
			Collation:      c.collation(r.KeyCollations[n]),
			Desc:           r.KeyOptions[n]&indexDesc != 0,
			NullsFirst:     r.KeyOptions[n]&indexNullsFirst != 0,
		}
	}
	return keys
}

type indexExpression struct {
	OID         pg.OID   `json:"oid"`
	TableOID    pg.OID   `json:"table_oid"`
	Predicate   string   `json:"predicate"`
	Expressions []string `json:"expressions"`
	Columns     []int16  `json:"columns"`
}

// indexExpressions fills what few indexes have: expressions and predicates.
func (c *collector) indexExpressions() {
	rows := readUnlocked[indexExpression](c, snapshot.AreaExpressions, "index_expressions.sql")
	hidden := map[string]bool{}
	for _, r := range rows {
		x := c.indexAt[r.OID]
		if x == nil {
			continue
		}
		x.Predicate, x.PredicateColumns = r.Predicate, r.Columns
		next := 0
		for n := range x.Keys {
			if x.Keys[n].Attnum == 0 && next < len(r.Expressions) {
				x.Keys[n].Expression = r.Expressions[next]
				next++
			}
		}
		if c.isLocked(r.TableOID) {
			hidden[x.PG().String()] = true
		}
	}
	c.noteLocked(snapshot.AreaExpressions, sorted(hidden))
}

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
