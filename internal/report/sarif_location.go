package report

import (
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

// locationOf names an object of the database: database/shop/public.orders,
// database/shop/role/app for what lives in no schema.
func locationOf(database string, o advice.Object) sarifLocation {
	name := encoded(o.Kind) + "/" + encoded(o.Name)
	if o.Schema != "" {
		parts := []string{o.Schema, o.Table, o.Name, o.Column}
		if o.Kind == "index" || o.Column != "" { // an index is named within its schema; a column's Name is its table
			parts[1] = ""
		}
		parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
		for i := range parts {
			parts[i] = encoded(parts[i])
		}
		name = strings.Join(parts, ".")
	}
	return sarifLocation{
		Physical: sarifPhysical{
			Artifact: sarifArtifact{"database/" + encoded(database) + "/" + name},
			Region:   sarifRegion{StartLine: 1},
		},
		Logical: []sarifLogical{{Name: Clean(o.Name), FullyQualifiedName: Clean(o.String()), Kind: o.Kind}},
	}
}

// encoded is one part of a URI: all but letters, digits, hyphen, underscore
// and tilde in percent form. A dot is encoded too, since it separates parts.
func encoded(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_~", c) >= 0 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}
