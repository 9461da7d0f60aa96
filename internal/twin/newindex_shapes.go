package twin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// shape is SQL for a value of a geometric type, of which ANALYZE keeps nothing
// but the width: x and y are between 0 and 1, spread evenly. What matters to the
// size of an index on it is that values differ and have no order.
func shape(typ pg.OID) string {
	switch typ {
	case 600:
		return "pg_catalog.point(x, y)"
	case 603:
		return "pg_catalog.box(pg_catalog.point(x, y), pg_catalog.point(x + 0.01, y + 0.01))"
	case 604:
		return "pg_catalog.polygon(pg_catalog.box(pg_catalog.point(x, y), pg_catalog.point(x + 0.01, y + 0.01)))"
	case 718:
		return "pg_catalog.circle(pg_catalog.point(x, y), 0.01)"
	}
	return ""
}

// shapes is a query of so many of them.
func shapes(shape string, rows int) string {
	return fmt.Sprintf("select %s from (select pg_catalog.mod(g * 0.754877666246693, 1)::float8 as x, pg_catalog.mod(g * 0.569840290998053, 1)::float8 as y from (select g::numeric as g from pg_catalog.generate_series(1, %d) g) g) s",
		shape, rows)
}

// ranges makes ranges from the histograms that ANALYZE keeps of their bounds and
// of their lengths; nil where one has no bound or the type nothing between.
func (c *inputColumn) ranges() *rangeValues {
	r := &rangeValues{between: between(c.subtype, nil)}
	if c.subtype == 0 || r.between == "" || timed(c.subtype) && c.subtype == intervalType {
		return nil
	}
	for _, s := range c.statistic.Slots {
		values, err := pg.ParseArray(s.Values)
		switch {
		case err != nil:
		case s.Kind == snapshot.SlotBounds:
			r.bounds = values
		case s.Kind == snapshot.SlotRangeLength:
			r.lengths = values
		}
	}
	unbounded := func(v string) bool {
		return strings.HasPrefix(v, "(,") || strings.HasSuffix(v, ",)") || strings.Contains(v, "infinity") || v == "empty"
	}
	if len(r.bounds) < 2 || slices.ContainsFunc(r.bounds, unbounded) {
		return nil
	}
	if len(r.lengths) < 2 || slices.Contains(r.lengths, "Infinity") || r.lengths[0] == r.lengths[len(r.lengths)-1] {
		r.lengths = nil
	}
	if r.between = between(c.subtype, r.bounds); c.subtype == numericType {
		r.between = "pg_catalog.round(lo * (1 - f::numeric) + hi * f::numeric, 2)"
	}
	return r
}

// rangeValues are what ranges are made of.
type rangeValues struct {
	bounds, lengths []string
	between         string
}

// sql is a query of so many ranges: lower bounds in their order, with lengths, or
// upper bounds, of any other.
func (r *rangeValues) sql(c *inputColumn, rows int) string {
	step := stride(1, rows)
	at := func(position, bound string, count int) string { // a fraction f between lo and hi
		return fmt.Sprintf("(select %s from (select %s as lo, %s as hi, x - k as f from (select x, least(pg_catalog.floor(x)::int4, %d) as k from (select (%s)::float8 * %d / %d as x) a) a) a)",
			"%s", fmt.Sprintf(bound, "1 + k"), fmt.Sprintf(bound, "2 + k"), count-2, position, count-1, max(1, rows-1))
	}
	low := fmt.Sprintf(at("g", "pg_catalog.lower(b[%s]::"+c.typ+")", len(r.bounds)), r.between)
	other := fmt.Sprintf("pg_catalog.mod(g::int8 * %d, %d)", step, rows)
	high := fmt.Sprintf(at(other, "pg_catalog.upper(b[%s]::"+c.typ+")", len(r.bounds)), r.between)
	if r.lengths != nil {
		length := fmt.Sprintf(at(other, "l[%s]::float8", len(r.lengths)), "lo * (1 - f) + hi * f")
		switch c.subtype {
		case timestampType, timestamptzType:
			length += " * interval '1 second'"
		case numericType:
			length += "::numeric"
		case dateType, int4Type, int8Type:
			length = "pg_catalog.round(" + length + ")::int4"
		}
		high = "low + " + length
	}
	return fmt.Sprintf("select %s(least(low, high), greatest(low, high)) from (select low, (%s)::%s as high from (select g, b, l, (%s)::%s as low from pg_catalog.generate_series(0, %d) g, (select %s as b, %s as l) s) s) s",
		c.typ, high, c.subtypeName, low, c.subtypeName, rows-1, textArray(r.bounds), textArray(r.lengths))
}
