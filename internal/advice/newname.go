package advice

import (
	"hash/fnv"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pgadept/pgadept/internal/pg"
)

// maxIdent is the longest identifier in bytes (NAMEDATALEN - 1).
const maxIdent = 63

// NewName makes a deterministic name for an object that a fix creates, from
// the parts that describe it (table, columns, kind), as the server names
// constraints and indexes: joined by "_", at most 63 bytes. Where it has to
// be cut, or where taken reports the name in use, a hash or a number at the
// end keeps it unique. taken may be nil.
func NewName(taken func(string) bool, parts ...string) string {
	base := strings.Join(parts, "_")
	if len(base) > maxIdent {
		h := fnv.New32a()
		h.Write([]byte(base))
		base = cut(base, maxIdent-9) + "_" + strconv.FormatUint(uint64(h.Sum32()), 16)
	}
	if taken == nil || !taken(base) {
		return base
	}
	for n := 1; ; n++ {
		suffix := strconv.Itoa(n)
		if name := cut(base, maxIdent-len(suffix)) + suffix; !taken(name) {
			return name
		}
	}
}

// cut shortens to at most n bytes without splitting a character.
func cut(s string, n int) string {
	for len(s) > n {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// RelationNameTaken returns a test for names in use by relations, indexes or
// sequences of a schema.
func (p *Pass) RelationNameTaken(schema string) func(string) bool {
	return func(name string) bool { return p.NameTaken(pg.Name{Schema: schema, Name: name}) }
}
