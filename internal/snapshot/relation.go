package snapshot

import (
	"strings"

	"github.com/pgadept/pgadept/internal/pg"
)

// Relation is a row of pg_class other than indexes and sequences: kind r
// table, p partitioned table, v view, m materialized view, f foreign table,
// c composite type, t TOAST table. System relations are there only for kind
// r and t of pg_catalog (their bloat and age matter).
type Relation struct {
	OID             pg.OID   `json:"oid"`
	Schema          string   `json:"schema"`
	Name            string   `json:"name"`
	Kind            string   `json:"kind"`
	Persistence     string   `json:"persistence"` // p permanent, u unlogged, t temporary
	Owner           string   `json:"owner"`
	Extension       string   `json:"extension,omitempty"` // the extension that owns it
	System          bool     `json:"system,omitempty"`    // pg_catalog, information_schema, pg_toast of these
	Tablespace      string   `json:"tablespace,omitempty"`
	AccessMethod    string   `json:"access_method,omitempty"`
	OfType          string   `json:"of_type,omitempty"`
	Pages           int64    `json:"relpages"`
	Tuples          float64  `json:"reltuples"` // -1: never vacuumed or analyzed (14+; 0 with 0 pages on 13)
	AllVisible      int64    `json:"relallvisible"`
	AllFrozen       *int64   `json:"relallfrozen,omitempty"` // 18+
	Bytes           int64    `json:"bytes"`                  // main fork; relpages times block size where size was not read
	BytesMeasured   bool     `json:"bytes_measured,omitempty"`
	FrozenXIDAge    int64    `json:"frozen_xid_age"` // age(relfrozenxid); 0 where there is none
	MinMXIDAge      int64    `json:"min_mxid_age"`
	ToastOID        pg.OID   `json:"toast_oid,omitempty"`
	ToastOf         pg.OID   `json:"toast_of,omitempty"` // for kind t: its table
	Options         []string `json:"options,omitempty"`  // reloptions, name=value
	RowSecurity     bool     `json:"row_security,omitempty"`
	ForceRLS        bool     `json:"force_rls,omitempty"`
	ReplicaIdentity string   `json:"replica_identity,omitempty"` // d default, n nothing, f full, i index
	Populated       bool     `json:"populated"`                  // matviews
	IsPartition     bool     `json:"is_partition,omitempty"`
	Parents         []pg.OID `json:"parents,omitempty"`          // pg_inherits, partition or inheritance
	PartitionBound  string   `json:"partition_bound,omitempty"`  // FOR VALUES … or DEFAULT
	PartStrategy    string   `json:"part_strategy,omitempty"`    // l list, r range, h hash
	PartKeyColumns  []int16  `json:"part_key_columns,omitempty"` // 0 for an expression
	PartKey         string   `json:"part_key,omitempty"`         // pg_get_partkeydef
	ACL             []string `json:"acl,omitempty"`
	StatsVisible    bool     `json:"stats_visible"` // the collecting role may read its pg_stats rows
	RowType         pg.OID   `json:"row_type,omitempty"`
	RowTypeArray    pg.OID   `json:"row_type_array,omitempty"`
	ForeignServer   string   `json:"foreign_server,omitempty"`
	ForeignOptions  []string `json:"foreign_options,omitempty"`
	TempOwnerPID    int      `json:"temp_owner_pid,omitempty"` // 16+: the process that a temporary table's schema belongs to; 0: none, or unknown before 16
	Comment         string   `json:"comment,omitempty"`
	Definition      string   `json:"definition,omitempty"` // views and matviews
	Columns         []Column `json:"columns,omitempty"`    // by attnum, dropped ones included
}

// PG is the relation's qualified name.
func (r *Relation) PG() pg.Name { return pg.Name{Schema: r.Schema, Name: r.Name} }

// Option returns a reloption's value.
func (r *Relation) Option(name string) (string, bool) { return option(r.Options, name) }

// IsTable reports whether it stores or partitions user rows: kind r or p.
func (r *Relation) IsTable() bool { return r.Kind == "r" || r.Kind == "p" }

// Column returns the column with that attribute number, or nil.
func (r *Relation) Column(attnum int16) *Column {
	for i := range r.Columns {
		if r.Columns[i].Attnum == attnum {
			return &r.Columns[i]
		}
	}
	return nil
}

// ColumnNamed returns the live column of that name, or nil.
func (r *Relation) ColumnNamed(name string) *Column {
	for i := range r.Columns {
		if r.Columns[i].Name == name && !r.Columns[i].Dropped {
			return &r.Columns[i]
		}
	}
	return nil
}

// ColumnNames maps attribute numbers to names; an expression's 0 becomes "".
func (r *Relation) ColumnNames(attnums []int16) []string {
	names := make([]string, len(attnums))
	for i, a := range attnums {
		if c := r.Column(a); c != nil {
			names[i] = c.Name
		}
	}
	return names
}

// Column is a row of pg_attribute with its default.
type Column struct {
	Attnum       int16    `json:"attnum"`
	Name         string   `json:"name"`
	Type         string   `json:"type"` // format_type: character varying(20)
	TypeOID      pg.OID   `json:"type_oid"`
	TypeMod      int32    `json:"typmod"`
	Len          int16    `json:"len"`   // attlen; -1 variable
	Align        string   `json:"align"` // c s i d
	NDims        int16    `json:"ndims,omitempty"`
	NotNull      bool     `json:"not_null,omitempty"`
	HasDefault   bool     `json:"has_default,omitempty"`
	Default      string   `json:"default,omitempty"`   // pg_get_expr; also a generated column's expression
	Identity     string   `json:"identity,omitempty"`  // a always, d by default
	Generated    string   `json:"generated,omitempty"` // s stored, v virtual (18+)
	Storage      string   `json:"storage"`             // p e m x
	Compression  string   `json:"compression,omitempty"`
	Collation    pg.Name  `json:"collation,omitzero"` // empty: not collatable
	CollationOID pg.OID   `json:"collation_oid,omitempty"`
	StatTarget   int32    `json:"stat_target"` // -1 default
	Dropped      bool     `json:"dropped,omitempty"`
	Inherited    bool     `json:"inherited,omitempty"` // attinhcount > 0
	Local        bool     `json:"local"`
	Options      []string `json:"options,omitempty"` // n_distinct=…
	ACL          []string `json:"acl,omitempty"`
	Foreign      []string `json:"foreign_options,omitempty"` // of a foreign table's column
}

// ViewUse is one relation or function that a view or matview reads
// (pg_depend of its _RETURN rule).
type ViewUse struct {
	View     pg.OID `json:"view"`
	Relation pg.OID `json:"relation,omitempty"`
	Function pg.OID `json:"function,omitempty"`
}

func option(options []string, name string) (string, bool) {
	for _, o := range options {
		if k, v, _ := strings.Cut(o, "="); k == name {
			return v, true
		}
	}
	return "", false
}
