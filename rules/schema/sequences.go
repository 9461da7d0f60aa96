package schema

import (
	"math"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// keyColumn is a column that holds a sequence's values.
type keyColumn struct {
	table  *snapshot.Relation
	column *snapshot.Column
}

func (k keyColumn) String() string {
	return k.table.PG().String() + "." + pg.QuoteIdent(k.column.Name)
}

// max is the largest value that the column's type holds. Types other than
// the three integers set no limit of their own.
func (k keyColumn) max() int64 {
	switch k.column.TypeOID {
	case typeInt2:
		return math.MaxInt16
	case typeInt4:
		return math.MaxInt32
	}
	return math.MaxInt64
}

// fedColumns are the columns that take their values from the sequence: the
// one that owns it and those whose default calls it. Partitions stand for
// their parent.
func fedColumns(p *advice.Pass, s *snapshot.Sequence) []keyColumn {
	refs := s.UsedBy
	if s.TableOID != 0 {
		refs = append([]snapshot.ColumnRef{{TableOID: s.TableOID, Attnum: s.Attnum}}, refs...)
	}
	var out []keyColumn
	seen := map[snapshot.ColumnRef]bool{}
	for _, r := range refs {
		t := p.Relation(r.TableOID)
		if t == nil || !t.IsTable() {
			continue
		}
		c := t.Column(r.Attnum)
		if c == nil || c.Dropped {
			continue
		}
		if root := p.Root(t); root != t {
			t, c = root, root.ColumnNamed(c.Name)
		}
		if c == nil || seen[snapshot.ColumnRef{TableOID: t.OID, Attnum: c.Attnum}] {
			continue
		}
		seen[snapshot.ColumnRef{TableOID: t.OID, Attnum: c.Attnum}] = true
		out = append(out, keyColumn{t, c})
	}
	return out
}

// referencing are the columns that hold copies of the key's values: foreign
// keys to it, and foreign keys to those.
func referencing(p *advice.Pass, k keyColumn) []keyColumn {
	var out []keyColumn
	seen := map[keyColumn]bool{k: true}
	for todo := []keyColumn{k}; len(todo) > 0; todo = todo[1:] {
		for _, f := range p.Referencing(todo[0].table.OID) {
			child := p.Relation(f.TableOID)
			if child == nil || child.IsPartition || len(f.RefColumns) != len(f.Columns) {
				continue
			}
			for i, a := range f.RefColumns {
				c := child.Column(f.Columns[i])
				if a != todo[0].column.Attnum || c == nil || seen[keyColumn{child, c}] {
					continue
				}
				seen[keyColumn{child, c}] = true
				out = append(out, keyColumn{child, c})
				todo = append(todo, keyColumn{child, c})
			}
		}
	}
	return out
}

// sequenceMax is the default MAXVALUE of a sequence's type.
func sequenceMax(typ string) int64 {
	switch typ {
	case "smallint":
		return math.MaxInt16
	case "integer":
		return math.MaxInt32
	}
	return math.MaxInt64
}

// leftPercent is the share of an ascending sequence's values up to limit
// that are not used yet; ok is false when that is not known or cannot be said.
func leftPercent(s *snapshot.Sequence, limit int64) (percent float64, ok bool) {
	if s.LastValue == nil || s.Increment <= 0 || limit <= s.Min {
		return 0, false
	}
	last := *s.LastValue
	if !s.Called {
		last -= s.Increment
	}
	return max(0, 100*(float64(limit)-float64(last))/(float64(limit)-float64(s.Min)+1)), true
}
