package twin

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// statColumn is what the twin knows of what statistics are of: its type, and the
// operators by which ANALYZE compares where the statistics name none that the
// twin has.
type statColumn struct {
	typ       pg.OID
	operators columnOperators
}

// statistic is a row of pg_statistic after its key: null fraction, width,
// distinct values, and the slots. One that the twin cannot have is left empty.
func (w words) statistic(c *snapshot.ColumnStatistics, of statColumn) []any {
	row := []any{float32(c.NullFrac), c.AvgWidth, float32(c.NDistinct)}
	for i := range slots {
		var s snapshot.Slot
		if i < len(c.Slots) {
			s = c.Slots[i]
		}
		row = append(row, w.slot(s, of)...)
	}
	return row
}

func (w words) slot(s snapshot.Slot, of statColumn) []any {
	operator, collation := w.operators[s.Operator], w.collations[s.Collation]
	if operator == 0 {
		operator, collation = of.operators.of(s.Kind)
	}
	if w.lost(s, of) != "" {
		return []any{int16(0), pg.OID(0), pg.OID(0), nil, nil, nil}
	}
	row := []any{s.Kind, operator, collation, nil, nil, nil}
	if len(s.Numbers) > 0 {
		row[3] = s.Numbers
	}
	if s.Values != "" {
		row[4], row[5] = strings.ToValidUTF8(s.Values, "\uFFFD"), w.types[s.ValueType]
	}
	return row
}

// lost says why a slot cannot be written; "" where it can.
func (w words) lost(s snapshot.Slot, of statColumn) string {
	instead, _ := of.operators.of(s.Kind)
	valued := s.Kind != snapshot.SlotCorrelation && s.Kind != snapshot.SlotDECHIST
	switch {
	case s.Kind == 0:
		return "it is empty"
	case w.operators[s.Operator] == 0 && instead == 0 && s.Kind != snapshot.SlotBounds:
		return "the twin lacks the operator " + s.Operator
	case !valued && s.Values == "":
		return ""
	case w.types[s.ValueType] == 0:
		return "the twin lacks the type " + s.ValueType
	case !valued || s.Values == "" || !w.known.fits(s.Kind, of.typ, w.types[s.ValueType]):
		return "values of type " + s.ValueType + " do not belong to it"
	}
	return ""
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

// noteLost names the statistics of which a part cannot be written.
func (b *builder) noteLost(c *snapshot.ColumnStatistics, of statColumn) {
	for _, s := range c.Slots {
		if why := b.words.lost(s, of); s.Kind != 0 && why != "" {
			b.miss("statistics", b.nameOf(c.TableOID), fmt.Sprintf("a part of those of column %d: %s", c.Attnum, why), c.TableOID)
			return
		}
	}
}
