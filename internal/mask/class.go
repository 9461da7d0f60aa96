package mask

import (
	"cmp"
	"fmt"
	"math/big"
	"strings"
	"time"
)

// class is a set of types whose values share pseudonyms and an order.
type class int

// The classes. keep is for types whose values say nothing (boolean); drop is
// for types that have no order we could keep.
const (
	drop class = iota
	keep
	number
	small
	text
	date
	timestamp
	uuid
	binary
	address
	document
	duration
)

var classes = map[string]class{
	"boolean":  keep,
	"smallint": small, "integer": number, "bigint": number, "numeric": number, "oid": number,
	"real": number, "double precision": number,
	"text": text, "character varying": text, "character": text, "bpchar": text, "name": text, "citext": text, "\"char\"": drop,
	"date": date, "timestamp without time zone": timestamp, "timestamp with time zone": timestamp,
	"uuid": uuid, "bytea": binary, "inet": address, "cidr": drop, "jsonb": document, "interval": duration,
}

func classOf(valueType string) class {
	t, _, _ := strings.Cut(valueType, "(")
	if i := strings.LastIndexByte(t, '.'); i >= 0 {
		t = t[i+1:]
	}
	return classes[strings.TrimSpace(t)]
}

// compare orders two values as the server orders them or, for text, in an
// order close to most collations: letters without regard to case first.
func (k class) compare(a, b string) int {
	switch k {
	case number, small:
		return compareNumbers(a, b)
	case text:
		return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(b, a))
	case document:
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	}
	return cmp.Compare(a, b)
}

// compareNumbers compares decimal texts of any size; NaN is greatest, as in
// the server.
func compareNumbers(a, b string) int {
	x, okA := new(big.Float).SetPrec(256).SetString(a)
	y, okB := new(big.Float).SetPrec(256).SetString(b)
	switch {
	case okA && okB:
		return cmp.Or(x.Cmp(y), cmp.Compare(a, b))
	case okA:
		return -1
	case okB:
		return 1
	}
	return cmp.Compare(a, b)
}

// name is the pseudonym of the value with that rank, 1 to n.
func (k class) name(rank, n int) string {
	switch k {
	case number:
		return fmt.Sprint(rank)
	case small:
		return fmt.Sprint(rank - 1<<15)
	case date:
		return epoch.AddDate(0, 0, rank).Format(time.DateOnly)
	case timestamp:
		return epoch.Add(time.Duration(rank) * time.Hour).Format("2006-01-02 15:04:05")
	case uuid:
		return fmt.Sprintf("00000000-0000-4000-8000-%012x", rank)
	case binary:
		return fmt.Sprintf(`\x%016x`, rank)
	case address:
		return fmt.Sprintf("10.%d.%d.%d", rank>>16&255, rank>>8&255, rank&255)
	case document:
		return fmt.Sprintf(`"v%0*d"`, digits(n), rank)
	case duration:
		return fmt.Sprintf("%d seconds", rank)
	}
	return fmt.Sprintf("v%0*d", digits(n), rank)
}

var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func digits(n int) int { return len(fmt.Sprint(n)) }
