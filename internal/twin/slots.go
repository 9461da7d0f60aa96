package twin

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// statistic is a row of pg_statistic after its key: null fraction, width,
// distinct values, and the slots. Where the statistics name no operators that
// the twin has, those of the column are taken. A slot without operator or type is
// left empty.
func (w words) statistic(c *snapshot.ColumnStatistics, o columnOperators) []any {
	row := []any{float32(c.NullFrac), c.AvgWidth, float32(c.NDistinct)}
	for i := range slots {
		var s snapshot.Slot
		if i < len(c.Slots) {
			s = c.Slots[i]
		}
		row = append(row, w.slot(s, o)...)
	}
	return row
}

func (w words) slot(s snapshot.Slot, o columnOperators) []any {
	typ := w.types[s.ValueType]
	operator, collation := w.operators[s.Operator], w.collations[s.Collation]
	if operator == 0 {
		operator, collation = o.of(s.Kind)
	}
	if operator == 0 && s.Kind != snapshot.SlotBounds || s.Values != "" && typ == 0 {
		return []any{int16(0), pg.OID(0), pg.OID(0), nil, nil, nil}
	}
	row := []any{s.Kind, operator, collation, nil, nil, nil}
	if len(s.Numbers) > 0 {
		row[3] = s.Numbers
	}
	if s.Values != "" {
		row[4], row[5] = strings.ToValidUTF8(s.Values, "\uFFFD"), typ
	}
	return row
}

// noteHidden names the tables whose statistics the collecting role did not see.
func (b *builder) noteHidden() {
	for i := range b.twin.snap.Relations {
		r := &b.twin.snap.Relations[i]
		if o, ok := b.objects[r.OID]; ok && o.kind != "v" && !r.StatsVisible {
			b.miss("statistics", r.PG(), "the role that collected may not read them", r.OID)
		}
	}
	if b.twin.snap.Masked {
		b.miss("statistics", pg.Name{Name: b.twin.snap.Server.Database}, "their values are masked; constants in queries have no place among them")
	}
}

// noteLost names the statistics whose operator or type the twin does not have,
// nor another in its place.
func (b *builder) noteLost(c *snapshot.ColumnStatistics, o columnOperators) {
	for _, s := range c.Slots {
		var lost string
		instead, _ := o.of(s.Kind)
		switch {
		case s.Operator != "" && b.words.operators[s.Operator] == 0 && instead == 0:
			lost = "operator " + s.Operator
		case s.ValueType != "" && b.words.types[s.ValueType] == 0:
			lost = "type " + s.ValueType
		default:
			continue
		}
		b.miss("statistics", b.nameOf(c.TableOID), fmt.Sprintf("a part of those of column %d: the twin lacks the %s", c.Attnum, lost), c.TableOID)
		return
	}
}
