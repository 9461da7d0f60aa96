package sqlparse

import (
	"fmt"
	"strings"
)

// RedactExpr returns an expression as printed by pg_get_expr (a column default, an index predicate, a check)
// without its data values, still a valid expression of the same type: 42 becomes 0, 'abc'::text becomes '?'::text,
// '2024-01-01'::date becomes '2000-01-01'::date. A constant of a type that is not built in, of which no valid
// value is known (an enum's label), becomes NULL::type. Type modifiers stay, and so do constants that name
// objects, as in nextval('orders_id_seq'::regclass).
func RedactExpr(expr string) string {
	tokens, ok := certain(expr)
	if !ok {
		return fmt.Sprintf("<unparseable expression, %d bytes>", len(expr))
	}
	keep := map[int]bool{} // type modifiers
	var p printer
	for i, t := range tokens {
		if !t.significant() {
			continue
		}
		if t.is(expr, "::") {
			typ := typeAt(expr, tokens, i+1)
			for j := i + 1; j < typ.next; j++ {
				keep[j] = tokens[j].kind == kindNumber
			}
		}
		if !t.literal() || keep[i] {
			p.write(expr, t, t.text(expr), false)
			continue
		}
		p.write(expr, t, sample(t, t.text(expr), castOf(expr, tokens, i)), true)
	}
	return p.out.String()
}

// sample returns a constant of the same kind, valid for the type that it is cast to, and always the same.
func sample(t token, text string, typ castType) string {
	switch {
	case typ.object():
		return text
	case t.kind == kindNumber && strings.ContainsAny(text, ".eE") && !strings.HasPrefix(text, "0x"):
		return "0.0"
	case t.kind == kindNumber:
		return "0"
	case t.kind == kindBits:
		// The length is part of the type.
		return text[:2] + strings.Repeat("0", max(0, len(text)-3)) + "'"
	case typ.name == "":
		return "'?'"
	case typ.array:
		return "'{}'"
	}
	if s, ok := samples[typ.name]; ok {
		return "'" + s + "'"
	}
	return "NULL"
}

// samples has a valid value of every built-in type that has constants in practice.
var samples = map[string]string{
	"text": "?", "character varying": "?", "varchar": "?", "character": "?", "bpchar": "?", "name": "?",
	`"char"`: "?", "citext": "?", "unknown": "?", "cstring": "?", "jsonpath": "$",
	"integer": "0", "bigint": "0", "smallint": "0", "numeric": "0", "real": "0", "double precision": "0",
	"money": "0", "oid": "0", "xid": "0", "xid8": "0", "cid": "0", "interval": "0", "bit": "0", `"bit"`: "0",
	"bit varying": "0", "boolean": "f", "date": "2000-01-01", "timestamp": "2000-01-01", "time": "00:00:00",
	"uuid": "00000000-0000-0000-0000-000000000000", "json": "null", "jsonb": "null", "bytea": `\x`, "xml": "",
	"inet": "0.0.0.0", "cidr": "0.0.0.0", "macaddr": "00:00:00:00:00:00", "macaddr8": "00:00:00:00:00:00:00:00",
	"tsvector": "", "tsquery": "", "hstore": "", "pg_lsn": "0/0", "point": "(0,0)", "box": "(0,0),(0,0)",
	"circle": "<(0,0),0>", "int4range": "empty", "int8range": "empty", "numrange": "empty", "daterange": "empty",
	"tsrange": "empty", "tstzrange": "empty", "int4multirange": "{}", "int8multirange": "{}",
	"nummultirange": "{}", "datemultirange": "{}", "tsmultirange": "{}", "tstzmultirange": "{}",
}
