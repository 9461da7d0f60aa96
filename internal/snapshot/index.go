package snapshot

import "github.com/pgadept/pgadept/internal/pg"

// Index is a row of pg_index with its pg_class row (kind i, or I for a
// partitioned index).
type Index struct {
	OID              pg.OID     `json:"oid"`
	Schema           string     `json:"schema"`
	Name             string     `json:"name"`
	Kind             string     `json:"kind"`
	TableOID         pg.OID     `json:"table_oid"`
	AccessMethod     string     `json:"access_method"`
	Unique           bool       `json:"unique,omitempty"`
	Primary          bool       `json:"primary,omitempty"`
	Exclusion        bool       `json:"exclusion,omitempty"`
	Immediate        bool       `json:"immediate"`
	NullsNotDistinct bool       `json:"nulls_not_distinct,omitempty"` // 15+
	Valid            bool       `json:"valid"`
	Ready            bool       `json:"ready"`
	Live             bool       `json:"live"`
	Clustered        bool       `json:"clustered,omitempty"`
	ReplicaIdentity  bool       `json:"replica_identity,omitempty"`
	CheckXmin        bool       `json:"check_xmin,omitempty"`
	Keys             []IndexKey `json:"keys"`              // indnkeyatts of them
	Include          []int16    `json:"include,omitempty"` // the other columns
	Predicate        string     `json:"predicate,omitempty"`
	PredicateColumns []int16    `json:"predicate_columns,omitempty"` // from pg_depend; includes those of expressions
	Options          []string   `json:"options,omitempty"`
	Tablespace       string     `json:"tablespace,omitempty"`
	Pages            int64      `json:"relpages"`
	Tuples           float64    `json:"reltuples"`
	Bytes            int64      `json:"bytes"`
	BytesMeasured    bool       `json:"bytes_measured,omitempty"`
	ParentOID        pg.OID     `json:"parent_oid,omitempty"`     // the partitioned index it is attached to
	ConstraintOID    pg.OID     `json:"constraint_oid,omitempty"` // that it backs (p, u, x)
	Extension        string     `json:"extension,omitempty"`
	System           bool       `json:"system,omitempty"`
}

// IndexKey is one key column or expression.
type IndexKey struct {
	Attnum         int16    `json:"attnum"`               // 0 for an expression
	Expression     string   `json:"expression,omitempty"` // as it stands in CREATE INDEX: lower(name), ((a + b))
	Opclass        pg.Name  `json:"opclass"`
	OpclassDefault bool     `json:"opclass_default"` // the default for its type and access method
	OpclassOptions []string `json:"opclass_options,omitempty"`
	Collation      pg.Name  `json:"collation,omitzero"`
	Desc           bool     `json:"desc,omitempty"`
	NullsFirst     bool     `json:"nulls_first,omitempty"`
}

// PG is the index's qualified name.
func (i *Index) PG() pg.Name { return pg.Name{Schema: i.Schema, Name: i.Name} }

// Option returns a storage parameter's value.
func (i *Index) Option(name string) (string, bool) { return option(i.Options, name) }

// HasExpressions reports whether a key is an expression.
func (i *Index) HasExpressions() bool {
	for _, k := range i.Keys {
		if k.Attnum == 0 {
			return true
		}
	}
	return false
}

// KeyColumns are the attribute numbers of the keys, 0 for an expression.
func (i *Index) KeyColumns() []int16 {
	out := make([]int16, len(i.Keys))
	for n, k := range i.Keys {
		out[n] = k.Attnum
	}
	return out
}

// Constraint is a row of pg_constraint: type p primary key, u unique, f
// foreign key, c check, x exclusion, n not null (18+), t constraint trigger.
type Constraint struct {
	OID             pg.OID  `json:"oid"`
	Schema          string  `json:"schema"`
	Name            string  `json:"name"`
	Type            string  `json:"type"`
	TableOID        pg.OID  `json:"table_oid,omitempty"`
	DomainOID       pg.OID  `json:"domain_oid,omitempty"` // for a domain's constraint
	Columns         []int16 `json:"columns,omitempty"`
	IndexOID        pg.OID  `json:"index_oid,omitempty"` // conindid: own index, or the referenced one of a foreign key
	RefTableOID     pg.OID  `json:"ref_table_oid,omitempty"`
	RefColumns      []int16 `json:"ref_columns,omitempty"`
	OnUpdate        string  `json:"on_update,omitempty"` // a no action, r restrict, c cascade, n set null, d set default
	OnDelete        string  `json:"on_delete,omitempty"`
	OnDeleteColumns []int16 `json:"on_delete_columns,omitempty"` // 15+: those that SET NULL or SET DEFAULT changes; empty for all
	Match           string  `json:"match,omitempty"`             // s simple, f full
	Deferrable      bool    `json:"deferrable,omitempty"`
	Deferred        bool    `json:"deferred,omitempty"`
	Validated       bool    `json:"validated"`
	Enforced        bool    `json:"enforced"` // always true before 18
	NoInherit       bool    `json:"no_inherit,omitempty"`
	Local           bool    `json:"local"`                // conislocal
	Inherited       bool    `json:"inherited,omitempty"`  // coninhcount > 0
	Period          bool    `json:"period,omitempty"`     // WITHOUT OVERLAPS / PERIOD, 18+
	ParentOID       pg.OID  `json:"parent_oid,omitempty"` // conparentid
	Expression      string  `json:"expression,omitempty"` // of a check: pg_get_expr, without CHECK ( )
	Definition      string  `json:"definition,omitempty"` // pg_get_constraintdef, for types c and x only
	Extension       string  `json:"extension,omitempty"`
}
