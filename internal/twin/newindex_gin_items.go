package twin

import (
	"context"
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/sizing"
)

// scalar reports whether GIN's keys are the values themselves (btree_gin).
func (c *indexColumn) scalar() bool {
	return strings.HasPrefix(c.support, "gin_extract_value_") && c.support != trigrams
}

const trigrams = "gin_extract_value_trgm"

// items is a query of what GIN takes out of the values in pgadept_keys: the row,
// a group of keys that are of one kind, the key, and its width as a datum. It
// follows the operator classes' own functions; empty for those that are not known.
func (c *indexColumn) items(n int) string {
	from := " from pg_temp.pgadept_keys t"
	switch c.support {
	case "ginarrayextract":
		return fmt.Sprintf("select t.ctid, '', e::text, pg_catalog.pg_column_size(e)%s, pg_catalog.unnest(t.k%d) e where e is not null", from, n)
	case "gin_extract_tsvector":
		return fmt.Sprintf("select t.ctid, '', e, pg_catalog.octet_length(e) + 4%s, pg_catalog.unnest(pg_catalog.tsvector_to_array(t.k%d)) e", from, n)
	case trigrams:
		return fmt.Sprintf("select t.ctid, '', e, 4%s, pg_catalog.unnest(%s.show_trgm(t.k%d)) e", from, c.supportSchema, n)
	case "gin_extract_jsonb_path":
		return jsonItems(n) + " select id, path, v::text, 4 from walk where pg_catalog.jsonb_typeof(v) not in ('object', 'array')"
	case "gin_extract_jsonb":
		return jsonItems(n) + ` select id, path, v::text, case when pg_catalog.octet_length(v #>> '{}') > 125 then 13 else coalesce(pg_catalog.octet_length(v #>> '{}'), 0) + 5 end
			from walk where pg_catalog.jsonb_typeof(v) not in ('object', 'array')
			union all select id, 'k' || path, k, pg_catalog.octet_length(k) + 5 from walk where k is not null`
	}
	return ""
}

// jsonItems walks through documents. What is at one place in them is of one kind.
func jsonItems(n int) string {
	return fmt.Sprintf(`with recursive walk (id, path, k, v) as (
		select t.ctid, '', null::text, t.k%d from pg_temp.pgadept_keys t where t.k%[1]d is not null
		union all
		select w.id, w.path || '.' || coalesce(s.k, ''), s.k, s.v from walk w, lateral (
			select e.key as k, e.value as v from pg_catalog.jsonb_each(case when pg_catalog.jsonb_typeof(w.v) = 'object' then w.v else '{}' end) e
			union all
			select null, a.value from pg_catalog.jsonb_array_elements(case when pg_catalog.jsonb_typeof(w.v) = 'array' then w.v else '[]' end) a) s)`, n)
}

// seen are the keys of one group in the sample that occur equally often.
type seen struct {
	group string
	times float64
	keys  float64
	width float64
}

// seenKeys extrapolates the keys that the sample has to all rows, scale times as
// many.
func (m *measurement) seenKeys(ctx context.Context, c *indexColumn, items string, scale float64) ([]sizing.GINKeys, error) {
	rows, err := m.plain.Query(ctx, `select g, n::float8, pg_catalog.count(*)::float8, pg_catalog.avg(w)::float8
		from (select g, pg_catalog.count(distinct id) as n, pg_catalog.max(w) as w from (`+items+`) i (id, g, key, w) group by g, pg_catalog.md5(key)) s
		group by g, n order by g, n desc`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	groups := map[string][]seen{}
	var order []string
	for rows.Next() {
		var s seen
		if err := rows.Scan(&s.group, &s.times, &s.keys, &s.width); err != nil {
			return nil, err
		}
		if groups[s.group] == nil {
			order = append(order, s.group)
		}
		groups[s.group] = append(groups[s.group], s)
	}
	var out []sizing.GINKeys
	for _, g := range order {
		out = append(out, c.extrapolate(groups[g], max(1, scale))...)
	}
	return out, rows.Err()
}

// rare is up to how many times a key occurs in a sample by chance.
const rare = 2

// extrapolate takes keys seen often to be as frequent in all rows. From those that
// were seen rarely it estimates how many there are, as ANALYZE does for values.
func (c *indexColumn) extrapolate(group []seen, scale float64) []sizing.GINKeys {
	var out []sizing.GINKeys
	once, width, fewKeys, fewRows := 0.0, 0.0, 0.0, 0.0
	for _, s := range group {
		if s.times == 1 {
			once = s.keys
		}
		if s.times <= rare {
			fewKeys, fewRows, width = fewKeys+s.keys, fewRows+s.times*s.keys, width+s.keys*s.width
			continue
		}
		out = append(out, sizing.GINKeys{Keys: s.keys, Rows: s.times * scale, Size: c.keySize(s.width)})
	}
	if fewKeys == 0 {
		return out
	}
	few := fewRows * fewKeys / (fewRows - once + once/scale)
	few = min(max(few, fewKeys), fewRows*scale)
	return append(out, sizing.GINKeys{Keys: few, Rows: max(1, fewRows*scale/few), Size: c.keySize(width / fewKeys)})
}

// keySize is the size of a tuple with a key of this width as a datum, whose
// header in the index is short.
func (c *indexColumn) keySize(width float64) int {
	a := sizing.Attribute{Width: int(width + 0.5), Align: c.align}
	if c.length == -1 && a.Width-3 <= shortVarlena {
		a.Width, a.Align = max(1, a.Width-3), 1
	}
	return sizing.TupleSize([]sizing.Attribute{a})
}
