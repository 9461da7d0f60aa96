package snapshot

import (
	"time"

	"github.com/pgadept/pgadept/internal/pg"
)

// Publication is a row of pg_publication.
type Publication struct {
	OID       pg.OID `json:"oid"`
	Name      string `json:"name"`
	Owner     string `json:"owner"`
	AllTables bool   `json:"all_tables,omitempty"`
	Insert    bool   `json:"insert"`
	Update    bool   `json:"update"`
	Delete    bool   `json:"delete"`
	Truncate  bool   `json:"truncate"`
	ViaRoot   bool   `json:"via_root,omitempty"`
}

// PublicationTable is one table of a publication (pg_publication_rel, or
// through FOR ALL TABLES or FOR TABLES IN SCHEMA).
type PublicationTable struct {
	Publication string  `json:"publication"`
	TableOID    pg.OID  `json:"table_oid"`
	Columns     []int16 `json:"columns,omitempty"`
	RowFilter   string  `json:"row_filter,omitempty"`
}

// Subscription is a row of pg_subscription of this database with its
// statistics.
type Subscription struct {
	OID                 pg.OID     `json:"oid"`
	Name                string     `json:"name"`
	Owner               string     `json:"owner"`
	Enabled             bool       `json:"enabled"`
	SlotName            string     `json:"slot_name,omitempty"`
	SynchronousCommit   string     `json:"synchronous_commit,omitempty"`
	Publications        []string   `json:"publications"`
	ConnInfoHasPassword *bool      `json:"conninfo_has_password,omitempty"` // nil: not readable; the text itself is never kept
	WorkerPID           *int       `json:"worker_pid,omitempty"`            // nil: no apply worker runs
	ReceivedLSN         string     `json:"received_lsn,omitempty"`
	LatestEndTime       *time.Time `json:"latest_end_time,omitempty"`
	ApplyErrors         *int64     `json:"apply_error_count,omitempty"` // 15+
	SyncErrors          *int64     `json:"sync_error_count,omitempty"`
	StatsReset          *time.Time `json:"stats_reset,omitempty"`
	TablesNotReady      int        `json:"tables_not_ready"` // pg_subscription_rel.srsubstate not r
}

// ReplicationSlot is a row of pg_replication_slots.
type ReplicationSlot struct {
	Name               string     `json:"slot_name"`
	Plugin             string     `json:"plugin,omitempty"`
	Type               string     `json:"slot_type"` // physical, logical
	Database           string     `json:"database,omitempty"`
	Temporary          bool       `json:"temporary,omitempty"`
	Active             bool       `json:"active"`
	ActivePID          *int       `json:"active_pid,omitempty"`
	XminAge            *int64     `json:"xmin_age,omitempty"`         // transactions
	CatalogXminAge     *int64     `json:"catalog_xmin_age,omitempty"` // transactions
	RestartLSN         string     `json:"restart_lsn,omitempty"`
	ConfirmedFlushLSN  string     `json:"confirmed_flush_lsn,omitempty"`
	RetainedBytes      *int64     `json:"retained_bytes,omitempty"` // insert (or replay) LSN minus restart_lsn
	WALStatus          string     `json:"wal_status,omitempty"`     // reserved, extended, unreserved, lost
	SafeWALSize        *int64     `json:"safe_wal_size,omitempty"`
	TwoPhase           bool       `json:"two_phase,omitempty"`
	InactiveSince      *time.Time `json:"inactive_since,omitempty"`      // 17+
	Conflicting        *bool      `json:"conflicting,omitempty"`         // 16+
	InvalidationReason string     `json:"invalidation_reason,omitempty"` // 17+
	Failover           *bool      `json:"failover,omitempty"`            // 17+
	Synced             *bool      `json:"synced,omitempty"`              // 17+
	SpillBytes         *int64     `json:"spill_bytes,omitempty"`         // pg_stat_replication_slots, 14+
	SpillTxns          *int64     `json:"spill_txns,omitempty"`
	TotalBytes         *int64     `json:"total_bytes,omitempty"`
	StatsReset         *time.Time `json:"stats_reset,omitempty"`
}

// Replication is a row of pg_stat_replication. Lags are seconds.
type Replication struct {
	PID             int        `json:"pid"`
	UserName        string     `json:"usename,omitempty"`
	ApplicationName string     `json:"application_name"`
	ClientAddr      string     `json:"client_addr,omitempty"`
	BackendStart    *time.Time `json:"backend_start,omitempty"`
	BackendXminAge  *int64     `json:"backend_xmin_age,omitempty"`
	State           string     `json:"state,omitempty"`
	SentBytes       *int64     `json:"sent_lag_bytes,omitempty"`   // insert minus sent
	WriteBytes      *int64     `json:"write_lag_bytes,omitempty"`  // insert minus written
	FlushBytes      *int64     `json:"flush_lag_bytes,omitempty"`  // insert minus flushed
	ReplayBytes     *int64     `json:"replay_lag_bytes,omitempty"` // insert minus replayed
	WriteLag        *float64   `json:"write_lag,omitempty"`
	FlushLag        *float64   `json:"flush_lag,omitempty"`
	ReplayLag       *float64   `json:"replay_lag,omitempty"`
	SyncPriority    int        `json:"sync_priority"`
	SyncState       string     `json:"sync_state,omitempty"`
	ReplyTime       *time.Time `json:"reply_time,omitempty"`
}

// WALReceiver is the row of pg_stat_wal_receiver on a standby, with its
// replay position.
type WALReceiver struct {
	Status             string     `json:"status"`
	SlotName           string     `json:"slot_name,omitempty"`
	SenderHost         string     `json:"sender_host,omitempty"`
	LatestEndTime      *time.Time `json:"latest_end_time,omitempty"`
	LastMsgReceiptTime *time.Time `json:"last_msg_receipt_time,omitempty"`
	ReplayTimestamp    *time.Time `json:"replay_timestamp,omitempty"` // pg_last_xact_replay_timestamp
	ReplayLagBytes     *int64     `json:"replay_lag_bytes,omitempty"` // received minus replayed
	Paused             bool       `json:"paused,omitempty"`
}
