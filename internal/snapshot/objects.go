package snapshot

import "github.com/pgadept/pgadept/internal/pg"

// Sequence is a row of pg_sequence with its owner and last value.
type Sequence struct {
	OID         pg.OID      `json:"oid"`
	Schema      string      `json:"schema"`
	Name        string      `json:"name"`
	Owner       string      `json:"owner"`
	Type        string      `json:"type"` // smallint, integer, bigint
	Start       int64       `json:"start"`
	Min         int64       `json:"min"`
	Max         int64       `json:"max"`
	Increment   int64       `json:"increment"`
	Cache       int64       `json:"cache"`
	Cycle       bool        `json:"cycle,omitempty"`
	LastValue   *int64      `json:"last_value,omitempty"` // nil: not readable
	Called      bool        `json:"called,omitempty"`     // is_called
	TableOID    pg.OID      `json:"table_oid,omitempty"`  // owning table (OWNED BY or identity)
	Attnum      int16       `json:"attnum,omitempty"`
	Identity    bool        `json:"identity,omitempty"` // deptype i
	Persistence string      `json:"persistence"`
	Extension   string      `json:"extension,omitempty"`
	UsedBy      []ColumnRef `json:"used_by,omitempty"` // columns whose default calls nextval on it
	ACL         []string    `json:"acl,omitempty"`
}

// PG is the sequence's qualified name.
func (s *Sequence) PG() pg.Name { return pg.Name{Schema: s.Schema, Name: s.Name} }

// ColumnRef points at a column.
type ColumnRef struct {
	TableOID pg.OID `json:"table_oid"`
	Attnum   int16  `json:"attnum"`
}

// Type is a row of pg_type outside the system's: kind d domain, e enum, c
// composite, r range, m multirange; and b base types of extensions.
type Type struct {
	OID            pg.OID   `json:"oid"`
	Schema         string   `json:"schema"`
	Name           string   `json:"name"`
	Kind           string   `json:"kind"`
	Owner          string   `json:"owner"`
	Extension      string   `json:"extension,omitempty"`
	BaseType       string   `json:"base_type,omitempty"` // domain: format_type of its base
	BaseOID        pg.OID   `json:"base_oid,omitempty"`
	NotNull        bool     `json:"not_null,omitempty"`
	Default        string   `json:"default,omitempty"`
	Collation      pg.Name  `json:"collation,omitzero"`
	Labels         []string `json:"labels,omitempty"` // enum labels in order
	LabelOIDs      []pg.OID `json:"label_oids,omitempty"`
	Subtype        string   `json:"subtype,omitempty"` // range
	SubtypeOID     pg.OID   `json:"subtype_oid,omitempty"`
	SubtypeOpclass pg.Name  `json:"subtype_opclass,omitzero"`
	SubtypeDiff    pg.Name  `json:"subtype_diff,omitzero"`
	Canonical      pg.Name  `json:"canonical,omitzero"`
	RangeCollation pg.Name  `json:"range_collation,omitzero"`
	MultirangeOID  pg.OID   `json:"multirange_oid,omitempty"` // 14+
	RelationOID    pg.OID   `json:"relation_oid,omitempty"`   // composite
	ElementOID     pg.OID   `json:"element_oid,omitempty"`
	ArrayOID       pg.OID   `json:"array_oid,omitempty"` // typarray
	ACL            []string `json:"acl,omitempty"`
}

// PG is the type's qualified name.
func (t *Type) PG() pg.Name { return pg.Name{Schema: t.Schema, Name: t.Name} }

// Collation is a row of pg_collation that is user-made, or used by a column
// or index, or whose recorded version differs from the library's.
type Collation struct {
	OID           pg.OID `json:"oid"`
	Schema        string `json:"schema"`
	Name          string `json:"name"`
	Provider      string `json:"provider"` // d default, c libc, i icu, b builtin
	Deterministic bool   `json:"deterministic"`
	Encoding      int    `json:"encoding"`
	Collate       string `json:"collate,omitempty"`
	Ctype         string `json:"ctype,omitempty"`
	Locale        string `json:"locale,omitempty"` // ICU or builtin
	Rules         string `json:"rules,omitempty"`
	Version       string `json:"version,omitempty"`
	ActualVersion string `json:"actual_version,omitempty"`
	Extension     string `json:"extension,omitempty"`
}

// Function is a row of pg_proc outside the system's: kind f function, p
// procedure, a aggregate, w window.
type Function struct {
	OID             pg.OID   `json:"oid"`
	Schema          string   `json:"schema"`
	Name            string   `json:"name"`
	Kind            string   `json:"kind"`
	Arguments       string   `json:"arguments"`                    // pg_get_function_identity_arguments
	Declared        string   `json:"declared_arguments,omitempty"` // pg_get_function_arguments, where some have defaults
	Result          string   `json:"result,omitempty"`
	Language        string   `json:"language"`
	Owner           string   `json:"owner"`
	Extension       string   `json:"extension,omitempty"`
	Volatility      string   `json:"volatility"` // i immutable, s stable, v volatile
	Parallel        string   `json:"parallel"`   // s safe, r restricted, u unsafe
	SecurityDefiner bool     `json:"security_definer,omitempty"`
	Leakproof       bool     `json:"leakproof,omitempty"`
	Strict          bool     `json:"strict,omitempty"`
	ReturnsSet      bool     `json:"returns_set,omitempty"`
	Cost            float64  `json:"cost"`
	Rows            float64  `json:"rows"`
	Config          []string `json:"config,omitempty"`     // proconfig
	ACL             []string `json:"acl,omitempty"`        // nil: default, PUBLIC may EXECUTE
	Definition      string   `json:"definition,omitempty"` // pg_get_functiondef, CREATE AGGREGATE; not of extensions
}

// PG is the function's qualified name, without arguments.
func (f *Function) PG() pg.Name { return pg.Name{Schema: f.Schema, Name: f.Name} }

// Trigger is a row of pg_trigger.
type Trigger struct {
	OID           pg.OID  `json:"oid"`
	Name          string  `json:"name"`
	TableOID      pg.OID  `json:"table_oid"`
	Function      pg.Name `json:"function"`
	Enabled       string  `json:"enabled"` // O origin, D disabled, R replica, A always
	Internal      bool    `json:"internal,omitempty"`
	ConstraintOID pg.OID  `json:"constraint_oid,omitempty"`
	ParentOID     pg.OID  `json:"parent_oid,omitempty"`
	Type          int16   `json:"type"` // tgtype bits
	Columns       []int16 `json:"columns,omitempty"`
	Definition    string  `json:"definition,omitempty"` // pg_get_triggerdef; not of internal ones
}

// Rule is a row of pg_rewrite other than a view's _RETURN.
type Rule struct {
	OID        pg.OID `json:"oid"`
	Name       string `json:"name"`
	TableOID   pg.OID `json:"table_oid"`
	Event      string `json:"event"` // 1 select, 2 update, 3 insert, 4 delete
	Instead    bool   `json:"instead,omitempty"`
	Enabled    string `json:"enabled"`
	Definition string `json:"definition,omitempty"`
}

// Policy is a row of pg_policy.
type Policy struct {
	OID        pg.OID   `json:"oid"`
	Name       string   `json:"name"`
	TableOID   pg.OID   `json:"table_oid"`
	Command    string   `json:"command"` // r select, a insert, w update, d delete, * all
	Permissive bool     `json:"permissive"`
	Roles      []string `json:"roles"` // public for all
	Using      string   `json:"using,omitempty"`
	WithCheck  string   `json:"with_check,omitempty"`
}

// EventTrigger is a row of pg_event_trigger.
type EventTrigger struct {
	Name      string   `json:"name"`
	Event     string   `json:"event"`
	Owner     string   `json:"owner"`
	Function  pg.Name  `json:"function"`
	Enabled   string   `json:"enabled"`
	Tags      []string `json:"tags,omitempty"`
	Extension string   `json:"extension,omitempty"`
}

// DefaultACL is a row of pg_default_acl.
type DefaultACL struct {
	Role   string   `json:"role"`
	Schema string   `json:"schema,omitempty"`
	Type   string   `json:"type"` // r relation, S sequence, f function, T type, n schema
	ACL    []string `json:"acl"`
}
