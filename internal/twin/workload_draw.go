package twin

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// drawable is what the statistics say of a column's values.
type drawable struct {
	common   []string // most common first
	bounds   []string // of the histogram, in order
	elements []string // most common elements, in their order
	typ      string   // of the values
}

func (w *workload) known(c comparison) drawable {
	s := w.cat.ColumnStats(c.table.OID, c.column.Attnum)
	if s == nil {
		return drawable{}
	}
	k := drawable{bounds: s.Histogram()}
	k.common, _ = s.MCV()
	for _, slot := range s.Slots {
		switch slot.Kind {
		case snapshot.SlotMCV, snapshot.SlotHistogram:
			k.typ = slot.ValueType
		case snapshot.SlotMCELEM:
			k.elements, _ = pg.ParseArray(slot.Values) // what does not parse is not known
		}
	}
	return k
}

// draw is a value to compare a column with, in the set of that number. It must be
// of the parameter's type, or near it; the server has the last word.
func (d *drawing) draw(c comparison, typ string, set int) (string, bool) {
	k := d.w.known(c)
	element, isArray := strings.CutSuffix(typ, "[]")
	switch c.op {
	case "@>", "&&", "<@":
		if isArray && len(k.elements) > 0 && typ == c.column.Type {
			return array(k.elements[set*(len(k.elements)-1)/2]), true
		}
	case "@@":
		if typ == "tsquery" && len(k.elements) > 0 {
			return pg.QuoteLiteral(k.elements[set*(len(k.elements)-1)/2]), true
		}
		return "", false
	case "=", "<>":
		if isArray && near(k.typ, element) {
			return array(k.several(set)...), len(k.several(set)) > 0
		}
	}
	if !near(k.typ, typ) {
		return "", false
	}
	v, ok := k.value(c.op, set, d.bounded(c))
	if !ok {
		return "", false
	}
	return fit(pattern(c.op, v, set), typ), true
}

// bounded reports whether the column has bounds on both sides.
func (d *drawing) bounded(c comparison) bool {
	lower, upper := false, false
	for _, list := range d.compared {
		for _, o := range list {
			if o.table == c.table && o.column == c.column {
				lower = lower || strings.HasPrefix(o.op, ">")
				upper = upper || o.op == "<" || o.op == "<="
			}
		}
	}
	return lower && upper
}

// value is one of the column's values. To which set belongs what: many rows fit,
// half of them or as many as to most values, few.
func (k drawable) value(op string, set int, bounded bool) (string, bool) {
	lower := map[bool][3]float64{false: {0.1, 0.5, 0.98}, true: {0.1, 0.4, 0.5}}
	upper := map[bool][3]float64{false: {0.9, 0.5, 0.02}, true: {0.9, 0.6, 0.51}}
	switch op {
	case ">", ">=":
		return k.quantile(lower[bounded][set], 0)
	case "<", "<=":
		beyond := 0
		if bounded {
			beyond = 1 // above where the lower bound is, if there is but one value between
		}
		return k.quantile(upper[bounded][set], beyond)
	}
	several := k.several(set)
	if len(several) == 0 {
		return "", false
	}
	return several[0], true
}

// several are the values of a set, likeliest first.
func (k drawable) several(set int) []string {
	switch {
	case len(k.common) > 0 && (set == 0 || len(k.bounds) == 0):
		i := []int{0, len(k.common) / 2, len(k.common) - 1}[set]
		return k.common[i:min(len(k.common), i+3)]
	case len(k.bounds) > 0:
		i := []int{len(k.bounds) / 4, len(k.bounds) / 2, len(k.bounds) * 3 / 4}[set]
		return k.bounds[i:min(len(k.bounds), i+[]int{5, 3, 1}[set])]
	}
	return nil
}

// quantile is the value below which that part of the histogram is, and as many
// bounds further. Without a histogram the common values stand for it, in order.
func (k drawable) quantile(q float64, beyond int) (string, bool) {
	bounds := k.bounds
	if len(bounds) == 0 {
		bounds = slices.Clone(k.common)
		slices.SortFunc(bounds, func(a, b string) int {
			x, errX := strconv.ParseFloat(a, 64)
			y, errY := strconv.ParseFloat(b, 64)
			if errX == nil && errY == nil {
				return cmp.Compare(x, y)
			}
			return cmp.Compare(a, b)
		})
	}
	if len(bounds) == 0 {
		return "", false
	}
	return bounds[min(len(bounds)-1, int(q*float64(len(bounds)-1))+beyond)], true
}

// pattern turns a value into what LIKE or a regular expression is given.
func pattern(op, v string, set int) string {
	runes := []rune(v)
	head := string(runes[:min(len(runes), []int{1, 3, len(runes)}[set])])
	like := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(head)
	switch strings.TrimPrefix(op, "!") {
	case "~~":
		return like + "%"
	case "~~*":
		return "%" + like + "%"
	case "~", "~*":
		return "^" + regexp.QuoteMeta(head)
	}
	return v
}

// fit cuts off what an integer has not.
func fit(v, typ string) string {
	if slices.Contains(numbers[:3], typ) {
		v, _, _ = strings.Cut(v, ".")
	}
	return v
}

func array(elements ...string) string {
	quoted := make([]string, len(elements))
	for i, e := range elements {
		quoted[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(e) + `"`
	}
	return "{" + strings.Join(quoted, ",") + "}"
}

var (
	numbers = []string{"smallint", "integer", "bigint", "numeric", "real", "double precision"}
	texts   = []string{"text", "character varying", "character", "bpchar", "name", "citext"}
	times   = []string{"date", "timestamp without time zone", "timestamp with time zone"}
)

// near reports whether the text of a value of one type is one of another's.
func near(a, b string) bool {
	a, b = a[strings.LastIndexByte(a, '.')+1:], b[strings.LastIndexByte(b, '.')+1:]
	for _, alike := range [][]string{numbers, texts, times} {
		if slices.Contains(alike, a) && slices.Contains(alike, b) {
			return true
		}
	}
	return a != "" && a == b
}
