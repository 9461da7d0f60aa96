package collect

import (
	"strings"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// valueTypes are the types that the values in a row of pg_statistic can have.
// Its arrays know, but only array_send() tells, and not for every type.
type valueTypes struct {
	Value   string `json:"value_type"`   // of the column or key; empty: ask the operator
	Element string `json:"element_type"` // of an array's elements
	Array   string `json:"array_type"`   // the array of Value
	OwnKeys bool   `json:"own_keys"`     // a key of GIN or GiST: not of its expression's type
}

// of is the element type of a slot's array of values, as the typanalyze
// functions make it: the column's own type, its elements' for most common
// elements, double precision for lengths of ranges.
func (v valueTypes) of(kind int16, operator string) string {
	switch {
	case kind == snapshot.SlotRangeLength:
		return "double precision"
	case v.OwnKeys || v.Value == "":
		return v.ofExpression(kind, operator)
	case kind != snapshot.SlotMCELEM:
		return v.Value
	case v.Value == "tsvector":
		return "text"
	}
	return v.Element
}

// ofExpression takes the type from the slot's operator. Where that is
// polymorphic or missing it is the key's: GIN's keys are the elements of the
// arrays it indexes, GiST's are ranges themselves.
func (v valueTypes) ofExpression(kind int16, operator string) string {
	_, arguments, _ := strings.Cut(operator, "(")
	left, _, _ := strings.Cut(arguments, ",")
	switch {
	case kind == snapshot.SlotMCELEM && v.Value != "" && v.Element == "":
		return v.Value
	case left == "anyarray" && v.Element == "":
		return v.Array
	case left == "" || strings.HasPrefix(left, "any"):
		return v.Value
	}
	return left
}
