package schema

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// hiddenType is a type whose values somebody keeps in text.
type hiddenType struct {
	to      string
	plural  string
	pattern string // for Go and for the server's ~ alike
	valid   func(string) bool
	names   bool // what looks like it may be a code: the column's name decides
}

// hiddenTypes are tried in order, the narrower first. Numbers with leading
// zeros are codes, not numbers, and match none.
var hiddenTypes = []hiddenType{
	{to: "bigint", plural: "whole numbers", pattern: `^(0|-?[1-9][0-9]{0,17})$`, names: true},
	{to: "numeric", plural: "numbers", pattern: `^-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,20})?$`, names: true},
	{to: "date", plural: "dates", pattern: `^(1[89]|2[01])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`},
	{to: "timestamp with time zone", plural: "moments",
		pattern: `^(1[89]|2[01])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ][0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-][01][0-9](:?[0-5][0-9])?)$`},
	{to: "timestamp without time zone", plural: "times",
		pattern: `^(1[89]|2[01])[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ][0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?$`},
	{to: "inet", plural: "network addresses", names: true,
		pattern: `^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(/([0-9]|[12][0-9]|3[0-2]))?$`},
	{to: "jsonb", plural: "JSON documents", pattern: `^\s*[{[].*[]}]\s*$`, valid: func(s string) bool { return json.Valid([]byte(s)) }},
}

var compiled = func() map[string]*regexp.Regexp {
	m := map[string]*regexp.Regexp{}
	for _, h := range hiddenTypes {
		m[h.pattern] = regexp.MustCompile(`(?s)` + h.pattern)
	}
	return m
}()

// typeOfValues is the type that all sampled values have, or nil.
func typeOfValues(p *advice.Pass, name string, s *snapshot.ColumnStatistics) *hiddenType {
	values := sampled(s)
	if truthValues(s) {
		return &hiddenType{to: "boolean", plural: "truth values", pattern: `^(true|false|t|f|yes|no|y|n|TRUE|FALSE|True|False|T|F|YES|NO|Yes|No|Y|N)$`}
	}
	for i := range hiddenTypes {
		h := &hiddenTypes[i]
		if h.names && codeName(name) || h.to == "bigint" && sameLength(values) || h.to == "numeric" && !strings.Contains(strings.Join(values, " "), ".") {
			continue
		}
		match := func(v string) bool { return compiled[h.pattern].MatchString(v) && (h.valid == nil || h.valid(v)) }
		if all(p, values, match) {
			return h
		}
	}
	return nil
}

// truthValues reports whether the column holds exactly one spelling of true
// and of false. 0 and 1 are left alone: they are as often counts.
func truthValues(s *snapshot.ColumnStatistics) bool {
	values, _ := s.MCV()
	if len(values) != 2 || s.NDistinct != 2 || commonShare(s) < 0.999 {
		return false
	}
	a, b := strings.ToLower(values[0]), strings.ToLower(values[1])
	for _, pair := range [][2]string{{"true", "false"}, {"t", "f"}, {"yes", "no"}, {"y", "n"}} {
		if a == pair[0] && b == pair[1] || a == pair[1] && b == pair[0] {
			return true
		}
	}
	return false
}

// codeName reports whether a column holds names made of digits rather than
// quantities: postal codes, telephone and account numbers, foreign keys to
// other systems. Nobody adds them up, and they may grow letters.
func codeName(name string) bool {
	for part := range strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool { return r == '_' || r == ' ' || r == '-' }) {
		switch part {
		case "id", "uid", "guid", "key", "code", "no", "nr", "num", "number", "ref", "reference", "zip", "zipcode", "postal", "postcode", "plz",
			"phone", "telephone", "tel", "fax", "mobile", "cell", "msisdn", "account", "acct", "iban", "bic", "card", "pan", "cvv", "pin", "otp",
			"sku", "ean", "isbn", "issn", "upc", "gtin", "barcode", "serial", "ssn", "tax", "vat", "siret", "siren", "version", "release", "build",
			"hash", "token", "external", "invoice", "passport", "license", "plate", "house", "street", "room", "imei", "imsi", "mac", "asin":
			return true
		}
	}
	return strings.HasSuffix(strings.ToLower(name), "id") || strings.HasSuffix(strings.ToLower(name), "number")
}

// sameLength reports whether the values are all equally long and of four or
// more characters: digits of fixed width are a code.
func sameLength(values []string) bool {
	for _, v := range values {
		if len(v) != len(values[0]) || len(v) < 4 {
			return false
		}
	}
	return len(values) > 0
}
