// Package snapshot is what an expert needs to know of one database at one
// instant: a plain value that can be written to a file and read back. Its
// field names are PostgreSQL's own column names.
package snapshot

import (
	"time"

	"github.com/pgadept/pgadept/internal/pg"
)

// Snapshot is one database at one moment. Every slice is one area of the
// file; an area that could not be read is empty and named in NotSeen.
// Shared objects (roles, settings, slots, sessions) are the cluster's.
type Snapshot struct {
	CollectedAt time.Time `json:"collected_at"` // the server's clock at the start
	Tool        string    `json:"tool"`         // program and version that collected it
	Masked      bool      `json:"masked"`       // data values were replaced
	Server      Server    `json:"server"`
	NotSeen     []NotSeen `json:"not_seen"`
	Timings     []Timing  `json:"timings"` // one for each collecting query

	Databases        []Database        `json:"databases"`
	Tablespaces      []Tablespace      `json:"tablespaces"`
	Settings         []Setting         `json:"settings"`
	SettingOverrides []SettingOverride `json:"setting_overrides"`
	FileSettings     []FileSetting     `json:"file_settings"`
	HBARules         []HBARule         `json:"hba_rules"`
	Roles            []Role            `json:"roles"`
	Memberships      []Membership      `json:"memberships"`

	Schemas       []Schema       `json:"schemas"`
	Extensions    []Extension    `json:"extensions"`
	Languages     []Language     `json:"languages"`
	Types         []Type         `json:"types"`
	Collations    []Collation    `json:"collations"`
	Functions     []Function     `json:"functions"`
	Relations     []Relation     `json:"relations"`
	Indexes       []Index        `json:"indexes"`
	Constraints   []Constraint   `json:"constraints"`
	Sequences     []Sequence     `json:"sequences"`
	Triggers      []Trigger      `json:"triggers"`
	Rules         []Rule         `json:"rules"`
	Policies      []Policy       `json:"policies"`
	EventTriggers []EventTrigger `json:"event_triggers"`
	DefaultACLs   []DefaultACL   `json:"default_acls"`
	ViewUses      []ViewUse      `json:"view_uses"`
	Definitions   []Definition   `json:"definitions,omitempty"`
	Dependencies  []Dependency   `json:"dependencies,omitempty"`

	ForeignServers []ForeignServer `json:"foreign_servers"`
	UserMappings   []UserMapping   `json:"user_mappings"`

	ExtendedStatistics []ExtendedStatistics `json:"extended_statistics"`
	ColumnStatistics   []ColumnStatistics   `json:"column_statistics"`
	IndexPages         []IndexPages         `json:"index_pages,omitempty"`
	EndPoints          []EndPoint           `json:"end_points,omitempty"`

	Publications      []Publication      `json:"publications"`
	PublicationTables []PublicationTable `json:"publication_tables"`
	Subscriptions     []Subscription     `json:"subscriptions"`
	Slots             []ReplicationSlot  `json:"slots"`
	Replication       []Replication      `json:"replication"`
	WALReceiver       *WALReceiver       `json:"wal_receiver,omitempty"`

	Sessions             []Session             `json:"sessions"`
	Locks                []Lock                `json:"locks"`
	PreparedTransactions []PreparedTransaction `json:"prepared_transactions"`
	Progress             []Progress            `json:"progress"`

	TableCounters    []TableCounters    `json:"table_counters"`
	IndexCounters    []IndexCounters    `json:"index_counters"`
	FunctionCounters []FunctionCounters `json:"function_counters"`
	DatabaseCounters []DatabaseCounters `json:"database_counters"`
	IO               []IOCounters       `json:"io"`
	WAL              *WALCounters       `json:"wal,omitempty"`
	Checkpoints      *Checkpoints       `json:"checkpoints,omitempty"`
	Archiver         *Archiver          `json:"archiver,omitempty"`
	SLRU             []SLRU             `json:"slru"`

	Statements     []Statement     `json:"statements"`
	StatementsInfo *StatementsInfo `json:"statements_info,omitempty"`
}

// NotSeen says that an area, or a part of it, could not be read. A rule that
// needs the area must not be reported as clean.
type NotSeen struct {
	Area    Area   `json:"area"`
	Partial bool   `json:"partial,omitempty"` // some of it was seen
	Objects int    `json:"objects,omitempty"` // how many objects are hidden, where known
	Why     string `json:"why"`               // one clause: what stood in the way
	Grant   string `json:"grant,omitempty"`   // SQL or setting that would show it
	Unasked bool   `json:"unasked,omitempty"` // it was not to be read
}

// Timing is what one collecting query cost.
type Timing struct {
	Area Area    `json:"area"`
	MS   float64 `json:"ms"` // round trip, milliseconds
	Rows int     `json:"rows"`
}

// Server describes the server, the connected database and who looked at it.
type Server struct {
	Version          pg.Version `json:"version"`      // server_version_num
	VersionText      string     `json:"version_text"` // version()
	Platform         string     `json:"platform"`     // plain, rds, aurora, cloudsql, alloydb, azure, supabase, neon …
	InRecovery       bool       `json:"in_recovery"`  // a standby
	StartedAt        time.Time  `json:"started_at"`   // pg_postmaster_start_time()
	SystemIdentifier string     `json:"system_identifier,omitempty"`
	Database         string     `json:"database"`
	DatabaseOID      pg.OID     `json:"database_oid"`
	Encoding         string     `json:"encoding"`
	Collate          string     `json:"collate"` // datcollate
	Ctype            string     `json:"ctype"`   // datctype
	LocaleProvider   string     `json:"locale_provider"`
	ICULocale        string     `json:"icu_locale,omitempty"` // daticulocale or datlocale
	Role             string     `json:"role"`                 // who collected
	Superuser        bool       `json:"superuser"`
	MonitorMember    bool       `json:"monitor_member"` // member of pg_monitor (or superuser)
	BlockSize        int        `json:"block_size"`     // bytes
	NextXID          int64      `json:"next_xid"`       // 64-bit: epoch and xid, from pg_snapshot_xmax
	WALInsertLSN     string     `json:"wal_insert_lsn,omitempty"`
	WALInsertBytes   int64      `json:"wal_insert_bytes"` // that LSN as bytes since 0/0; replay LSN on a standby
	Timeline         int        `json:"timeline,omitempty"`
	ThroughPooler    string     `json:"through_pooler,omitempty"` // pgbouncer … where it was recognised
	NotUTF8          int        `json:"not_utf8,omitempty"`       // values with bytes that are no UTF-8; each such byte is the character U+10DC00 + byte
}

// Major is the server's major version.
func (s *Snapshot) Major() int { return s.Server.Version.Major() }
