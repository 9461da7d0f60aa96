package twin

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// endRows are rows that begin and end some indexes of a table: values of a few
// columns, as SQL, by attribute number.
type endRows struct {
	relation *snapshot.Relation
	indexes  []pg.OID // the twin's, that these are for
	rows     []map[int16]string
}

// endPhases gathers the ends of production's indexes. For a constant beyond the
// histogram the planner takes the first or last value from the index itself, and
// where there is none it gives up. The first phase are the columns; each further
// one has an expression a table, for a row made for one expression may put a
// value into another that production does not have.
func (b *builder) endPhases() [][]*endRows {
	known := map[endID]*snapshot.EndPoint{}
	for i := range b.twin.snap.EndPoints {
		e := &b.twin.snap.EndPoints[i]
		if len(e.Attnums) > 0 && len(e.Attnums) == len(e.Low) && len(e.Attnums) == len(e.High) {
			known[endID{e.TableOID, e.IndexOID, e.Attnums[0]}] = e
		}
	}
	phases := []map[pg.OID]*endRows{{}}
	for i := range b.twin.snap.Indexes {
		x := &b.twin.snap.Indexes[i]
		r := b.cat.Relation(x.TableOID)
		if r == nil || b.objects[r.OID].oid == 0 || b.objects[x.OID].oid == 0 || r.Bytes == 0 || r.Kind == "p" || !hasEnds(x) {
			continue
		}
		if attnum := x.Keys[0].Attnum; attnum != 0 {
			b.columnEnds(phases[0], r, x, known[endID{r.OID, 0, attnum}])
		} else if e := known[endID{r.OID, x.OID, firstColumn(x)}]; e != nil {
			phases = addExpression(phases, &endRows{r, []pg.OID{b.objects[x.OID].oid}, bothRows(e)})
		} else if !b.onlyNulls(x.OID, 1) {
			b.miss("end points", x.PG(), "those of an expression were not read", r.OID)
		}
	}
	out := make([][]*endRows, len(phases))
	for i, p := range phases {
		out[i] = slices.SortedFunc(maps.Values(p), func(a, b *endRows) int { return cmp.Compare(a.relation.OID, b.relation.OID) })
	}
	return out
}

func firstColumn(x *snapshot.Index) int16 {
	if len(x.PredicateColumns) == 0 {
		return 0
	}
	return x.PredicateColumns[0]
}

// endID names one end point: of a column, or of an index on an expression.
type endID struct {
	table, index pg.OID
	attnum       int16
}

// hasEnds reports whether the planner looks into such an index
// (get_actual_variable_range in selfuncs.c).
func hasEnds(x *snapshot.Index) bool {
	return x.AccessMethod == "btree" && x.Predicate == "" && x.Valid && x.Keys[0].OpclassDefault
}

// columnEnds puts the ends of an index's first column into the table's two rows:
// all that is least into one, all that is greatest into the other.
func (b *builder) columnEnds(tables map[pg.OID]*endRows, r *snapshot.Relation, x *snapshot.Index, e *snapshot.EndPoint) {
	attnum := x.Keys[0].Attnum
	var low, high string
	if e != nil {
		low, high = literal(e.Low[0]), literal(e.High[0])
	} else if b.onlyNulls(r.OID, attnum) {
		return
	} else if low, high = b.fromStatistics(r, attnum); low == "" {
		b.miss("end points", x.PG(), "they were not read, and there are no statistics to take them from", r.OID)
		return
	} else {
		b.miss("end points", x.PG(), "they were not read; the least and the greatest value of the statistics stand in", r.OID)
	}
	t := tables[r.OID]
	if t == nil {
		t = &endRows{relation: r, rows: []map[int16]string{{}, {}}}
		tables[r.OID] = t
	}
	t.indexes = append(t.indexes, b.objects[x.OID].oid)
	t.rows[0][attnum], t.rows[1][attnum] = low, high
}

// onlyNulls reports whether the statistics know of no other value: then there are
// no ends.
func (b *builder) onlyNulls(oid pg.OID, attnum int16) bool {
	s := b.stats[endID{oid, 0, attnum}]
	return s != nil && s.NullFrac >= 1
}

// addExpression puts the rows into the first phase without any of the table.
func addExpression(phases []map[pg.OID]*endRows, e *endRows) []map[pg.OID]*endRows {
	for i := 1; ; i++ {
		if i == len(phases) {
			phases = append(phases, map[pg.OID]*endRows{})
		}
		if phases[i][e.relation.OID] == nil {
			phases[i][e.relation.OID] = e
			return phases
		}
	}
}

func bothRows(e *snapshot.EndPoint) []map[int16]string {
	low, high := map[int16]string{}, map[int16]string{}
	for i, a := range e.Attnums {
		low[a], high[a] = literal(e.Low[i]), literal(e.High[i])
	}
	return []map[int16]string{low, high}
}

func literal(v *string) string {
	if v == nil {
		return "null"
	}
	return pg.QuoteLiteral(*v)
}

// fromStatistics are the ends that a column's statistics tell: SQL for the least
// and the greatest of the values they hold, "" where they hold none. Production
// may have others; with these the planner at least does not give up.
func (b *builder) fromStatistics(r *snapshot.Relation, attnum int16) (low, high string) {
	c := r.Column(attnum)
	s := b.stats[endID{r.OID, 0, attnum}]
	if c == nil || s == nil {
		return "", ""
	}
	var arrays []string
	for _, slot := range s.Slots {
		element := b.words.typeNames[slot.ValueType]
		if (slot.Kind == snapshot.SlotMCV || slot.Kind == snapshot.SlotHistogram) && slot.Values != "" && element != "" {
			arrays = append(arrays, "select pg_catalog.unnest("+pg.QuoteLiteral(slot.Values)+"::"+element+"[])")
		}
	}
	if len(arrays) == 0 {
		return "", ""
	}
	collate := ""
	if c.Collation.Name != "" {
		collate = " collate " + c.Collation.String()
	}
	from := "(select v from (" + strings.Join(arrays, " union all ") + ") s(v) order by v" + collate
	return from + " limit 1)", from + " desc limit 1)"
}
