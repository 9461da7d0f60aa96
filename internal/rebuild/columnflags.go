package rebuild

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/snapshot"
)

func (s *script) columnFlags() {
	var rows []string
	for i := range s.Relations {
		r := &s.Relations[i]
		if !s.rebuilt(r) && r.Kind != "c" || r.System || s.made(r.Extension) {
			continue
		}
		child := len(r.Parents) > 0 && !r.IsPartition
		for j := range r.Columns {
			c := &r.Columns[j]
			storage := char("")
			if c.Storage != guessedStorage(c) {
				storage = char(c.Storage)
			}
			target := "null::pg_catalog.int4"
			if c.StatTarget >= 0 {
				target = fmt.Sprint(c.StatTarget, "::pg_catalog.int4")
			}
			if c.Dropped || !child && storage == char("") && c.StatTarget < 0 && c.Compression == "" && len(c.Options) == 0 && c.ACL == nil {
				continue
			}
			rows = append(rows, row(named(r.PG()), fmt.Sprint(c.Attnum), target, storage, char(c.Compression), texts(c.Options), s.acl(c.ACL), boolean(c.Local || !child)))
		}
	}
	compression := ""
	if s.major >= 14 {
		compression = "attcompression = coalesce(v.compression, a.attcompression), "
	}
	s.bulk("privileges and flags of columns", `update pg_catalog.pg_attribute a
set attstattarget = coalesce(v.target, a.attstattarget), attstorage = coalesce(v.storage, a.attstorage), `+compression+`
  attoptions = v.options, attacl = v.acl, attislocal = a.attislocal and v.local
from (values %s) v(name, attnum, target, storage, compression, options, acl, local)
where a.attrelid = pg_catalog.to_regclass(v.name) and a.attnum = v.attnum`, rows)
}

// guessedStorage is what most types have; of columns that have anything else
// the storage is written. It is written for types that are not the server's own too.
func guessedStorage(c *snapshot.Column) string {
	switch {
	case c.Len >= 0:
		return "p"
	case c.TypeOID >= firstUserOID:
		return ""
	case c.Type == "inet" || c.Type == "cidr" || strings.HasPrefix(c.Type, "numeric") && !strings.HasSuffix(c.Type, "]"):
		return "m"
	}
	return "x"
}

// firstUserOID is FirstNormalObjectId (src/include/access/transam.h).
const firstUserOID = 16384
