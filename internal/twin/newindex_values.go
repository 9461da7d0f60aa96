package twin

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// columnValues are values that stand for those of a column: of each of the most
// common as many as there are, the rest from between the histogram's bounds.
type columnValues struct {
	nulls   float64 // fraction of rows
	common  []string
	freqs   []float64
	bounds  []string
	rest    float64      // fraction of rows that are neither
	others  float64      // how many different values these have
	between string       // SQL for a value at fraction f between lo and hi; empty where there is none
	ranges  *rangeValues // that the rest is made of
	shape   string       // SQL, where nothing else is known
}

// values are those that the statistics tell of; not ok where they tell of none.
func (c *inputColumn) values(rows float64) (v columnValues, ok bool) {
	s := c.statistic
	if s == nil {
		return v, false
	}
	v.nulls = clamp01(s.NullFrac)
	var freqs []float32
	v.common, freqs = s.MCV()
	sum := 0.0
	for _, f := range freqs {
		v.freqs = append(v.freqs, clamp01(float64(f)))
		sum += clamp01(float64(f))
	}
	v.bounds = s.Histogram()
	v.between = between(c.typeOID, v.bounds)
	if timed(c.typeOID) {
		v.bounds = slices.DeleteFunc(slices.Clone(v.bounds), func(b string) bool { return strings.HasSuffix(b, "infinity") })
	}
	v.rest, v.ranges = max(0, 1-v.nulls-sum), c.ranges()
	if len(v.common)+len(v.bounds) == 0 {
		v.shape = shape(c.typeOID)
	}
	if len(v.bounds) == 0 && v.ranges == nil && sum > 0 {
		for i := range v.freqs { // what is missing is among the common ones
			v.freqs[i] *= 1 + v.rest/sum
		}
		v.rest = 0
	}
	v.others = max(float64(len(v.bounds)), s.Distinct(rows)-float64(len(v.common)))
	return v, len(v.bounds) > 0 || len(v.common) > 0 || v.ranges != nil || v.shape != "" || v.nulls >= 1
}

func clamp01(f float64) float64 {
	if !(f > 0) {
		return 0
	}
	return min(f, 1)
}

// The types between whose values there are others that can be told.
const (
	int8Type        pg.OID = 20
	int2Type        pg.OID = 21
	int4Type        pg.OID = 23
	float4Type      pg.OID = 700
	dateType        pg.OID = 1082
	timeType        pg.OID = 1083
	timestampType   pg.OID = 1114
	timestamptzType pg.OID = 1184
	intervalType    pg.OID = 1186
	numericType     pg.OID = 1700
)

func timed(typ pg.OID) bool {
	return slices.Contains([]pg.OID{dateType, timestampType, timestamptzType, intervalType}, typ)
}

func between(typ pg.OID, bounds []string) string {
	whole := !slices.ContainsFunc(bounds, func(b string) bool { return strings.ContainsAny(b, ".eN") })
	switch {
	case typ == float4Type && whole, typ == float8Type && whole:
		return "pg_catalog.round((lo * (1 - f) + hi * f)::float8)"
	}
	switch typ {
	case int2Type, int4Type, int8Type:
		return "pg_catalog.round(lo::numeric * (1 - f::numeric) + hi::numeric * f::numeric)"
	case float4Type, float8Type:
		return "lo * (1 - f) + hi * f"
	case numericType:
		digits := 0
		for _, b := range bounds {
			if _, after, ok := strings.Cut(b, "."); ok {
				digits = max(digits, len(after))
			}
		}
		return fmt.Sprintf("pg_catalog.round(lo * (1 - f::numeric) + hi * f::numeric, %d)", min(digits, 1000))
	case dateType:
		return "lo + pg_catalog.round((hi - lo) * f)::int4"
	case timeType, timestampType, timestamptzType, intervalType:
		return "lo + (hi - lo) * f"
	}
	return ""
}

// most is how many rows can be had without repeating a bound more often than its
// share asks for.
func (v columnValues) most() float64 {
	if v.between != "" || v.ranges != nil || v.shape != "" || v.rest <= 0 {
		return math.Inf(1)
	}
	return float64(len(v.bounds)) / v.rest
}

// sql is a query of n rows (p, v): the values in their order, if they have one.
func (v columnValues) sql(c *inputColumn, n int) string {
	nulls := int(math.Round(v.nulls * float64(n)))
	counts, common := make([]string, len(v.freqs)), 0
	sum := 0.0
	for i, f := range v.freqs {
		before := int(math.Round(sum * float64(n)))
		sum += f
		counts[i] = fmt.Sprint(int(math.Round(sum*float64(n))) - before)
		common = int(math.Round(sum * float64(n)))
	}
	rest := max(0, n-nulls-common)
	parts := []string{fmt.Sprintf("select null::%s as v from pg_catalog.generate_series(1, %d)", c.typ, n)} // what others leave over
	if len(v.common) > 0 {
		parts = append(parts, fmt.Sprintf("select m.v::%s from rows from (pg_catalog.unnest(%s), pg_catalog.unnest('{%s}'::int4[])) m (v, n), pg_catalog.generate_series(1, m.n)",
			c.typ, textArray(v.common), strings.Join(counts, ",")))
	}
	switch {
	case rest <= 0:
	case v.shape != "":
		parts = append(parts, shapes(v.shape, rest))
	case v.ranges != nil:
		parts = append(parts, v.ranges.sql(c, rest))
	case len(v.bounds) > 0:
		parts = append(parts, v.betweenBounds(c, rest))
	}
	order := ""
	if len(v.bounds) > 1 || v.ranges != nil {
		order = "order by v" + c.collate
	}
	return fmt.Sprintf("select (pg_catalog.row_number() over (%s))::int4 - 1 as p, v from (select v from (%s) s (v) order by v is null limit %d) s",
		order, strings.Join(parts, " union all "), n)
}

// betweenBounds is a query of rows values between the bounds: no more different
// ones than the column has.
func (v columnValues) betweenBounds(c *inputColumn, rows int) string {
	bounds, last := textArray(v.bounds), len(v.bounds)-1
	if v.between == "" || last < 1 {
		return fmt.Sprintf("select (%s)[1 + pg_catalog.floor((g + 0.5) * %d / %d)::int4]::%s from pg_catalog.generate_series(0, %d) g",
			bounds, len(v.bounds), rows, c.typ, rows-1)
	}
	different := max(2, min(v.others, float64(rows)))
	return fmt.Sprintf(`select (%s)::%s from (
  select b[1 + k]::%[2]s as lo, b[2 + k]::%[2]s as hi, x - k as f from (
    select x, least(pg_catalog.floor(x)::int4, %d) as k from (
      select pg_catalog.floor((g + 0.5::float8) * %d / %d) * %d / %d as x from pg_catalog.generate_series(0, %d) g) g) g,
    (select %s as b) b) s`,
		v.between, c.typ, last-1, int(different), rows, last, int(different)-1, rows-1, bounds)
}

func textArray(values []string) string { return pg.QuoteLiteral(arrayText(values)) + "::text[]" }

// arrayText is the text of an array.
func arrayText(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(v)
	}
	if len(values) == 0 {
		return "{}"
	}
	return `{"` + strings.Join(quoted, `","`) + `"}`
}

// width is what is known without values.
func (c *inputColumn) width() (width int, null bool) {
	switch s := c.statistic; {
	case c.length > 0:
		return int(c.length), s != nil && s.NullFrac >= 1
	case s != nil && s.NullFrac >= 1:
		return 0, true
	case s != nil && s.AvgWidth > 0:
		return int(s.AvgWidth), false
	}
	return 32, false // get_typavgwidth in lsyscache.c
}
