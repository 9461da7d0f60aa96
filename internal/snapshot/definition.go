package snapshot

import "github.com/pgadept/pgadept/internal/pg"

// Definition is an object that nothing here speaks of but what is to rebuild
// it: an operator, a cast, a text search dictionary or configuration.
type Definition struct {
	Kind       string `json:"kind"` // operator, cast, text search dictionary, text search configuration
	OID        pg.OID `json:"oid"`
	Schema     string `json:"schema,omitempty"`
	Name       string `json:"name"` // of an operator with its operand types, of a cast: source as target
	Owner      string `json:"owner,omitempty"`
	Extension  string `json:"extension,omitempty"`
	Definition string `json:"definition"` // statements that create it
}

// Dependency is a row of pg_depend that says what must be there before an
// object can be created, as far as no other area says it. The dependencies of
// a default or a check are its table's or domain's, those of a view's query the
// view's; on a member of an extension, they are on the extension.
type Dependency struct {
	Class    pg.OID `json:"classid"`
	OID      pg.OID `json:"objid"`
	Attnum   int16  `json:"attnum,omitempty"` // of a column's default or generation expression
	RefClass pg.OID `json:"refclassid"`
	RefOID   pg.OID `json:"refobjid"`
}

// The catalogs that dependencies are between, by their fixed OIDs
// (src/include/catalog/pg_*.h).
const (
	ClassType       pg.OID = 1247
	ClassFunction   pg.OID = 1255
	ClassRelation   pg.OID = 1259
	ClassCast       pg.OID = 2605
	ClassConstraint pg.OID = 2606
	ClassOpclass    pg.OID = 2616
	ClassOperator   pg.OID = 2617
	ClassExtension  pg.OID = 3079
	ClassDictionary pg.OID = 3600
	ClassTextConfig pg.OID = 3602
)
