package snapshot

import (
	"time"

	"github.com/pgadept/pgadept/internal/pg"
)

// TableCounters is a row of pg_stat_all_tables joined with
// pg_statio_all_tables. Pointers are nil where the server's version lacks
// the column or the event never happened.
type TableCounters struct {
	OID                 pg.OID     `json:"relid"`
	SeqScan             int64      `json:"seq_scan"`
	LastSeqScan         *time.Time `json:"last_seq_scan,omitempty"` // 16+
	SeqTupRead          int64      `json:"seq_tup_read"`
	IdxScan             int64      `json:"idx_scan"`
	LastIdxScan         *time.Time `json:"last_idx_scan,omitempty"` // 16+
	IdxTupFetch         int64      `json:"idx_tup_fetch"`
	Ins                 int64      `json:"n_tup_ins"`
	Upd                 int64      `json:"n_tup_upd"`
	Del                 int64      `json:"n_tup_del"`
	HotUpd              int64      `json:"n_tup_hot_upd"`
	NewpageUpd          *int64     `json:"n_tup_newpage_upd,omitempty"` // 16+
	LiveTup             int64      `json:"n_live_tup"`
	DeadTup             int64      `json:"n_dead_tup"`
	ModSinceAnalyze     int64      `json:"n_mod_since_analyze"`
	InsSinceVacuum      int64      `json:"n_ins_since_vacuum"`
	LastVacuum          *time.Time `json:"last_vacuum,omitempty"`
	LastAutovacuum      *time.Time `json:"last_autovacuum,omitempty"`
	LastAnalyze         *time.Time `json:"last_analyze,omitempty"`
	LastAutoanalyze     *time.Time `json:"last_autoanalyze,omitempty"`
	VacuumCount         int64      `json:"vacuum_count"`
	AutovacuumCount     int64      `json:"autovacuum_count"`
	AnalyzeCount        int64      `json:"analyze_count"`
	AutoanalyzeCount    int64      `json:"autoanalyze_count"`
	TotalVacuumTime     *float64   `json:"total_vacuum_time,omitempty"` // ms, 18+
	TotalAutovacuumTime *float64   `json:"total_autovacuum_time,omitempty"`
	HeapBlksRead        int64      `json:"heap_blks_read"`
	HeapBlksHit         int64      `json:"heap_blks_hit"`
	IdxBlksRead         int64      `json:"idx_blks_read"`
	IdxBlksHit          int64      `json:"idx_blks_hit"`
	ToastBlksRead       int64      `json:"toast_blks_read"`
	ToastBlksHit        int64      `json:"toast_blks_hit"`
	ExactFreeBytes      *int64     `json:"exact_free_bytes,omitempty"` // pgstattuple_approx: dead plus free; only with --exact
}

// Writes is the number of row versions written: inserts, updates, deletes.
func (c *TableCounters) Writes() int64 { return c.Ins + c.Upd + c.Del }

// IndexCounters is a row of pg_stat_all_indexes joined with
// pg_statio_all_indexes.
type IndexCounters struct {
	OID              pg.OID     `json:"indexrelid"`
	IdxScan          int64      `json:"idx_scan"`
	LastIdxScan      *time.Time `json:"last_idx_scan,omitempty"` // 16+
	IdxTupRead       int64      `json:"idx_tup_read"`
	IdxTupFetch      int64      `json:"idx_tup_fetch"`
	IdxBlksRead      int64      `json:"idx_blks_read"`
	IdxBlksHit       int64      `json:"idx_blks_hit"`
	ExactLeafDensity *float64   `json:"exact_leaf_density,omitempty"` // percent, pgstatindex; only with --exact
}

// FunctionCounters is a row of pg_stat_user_functions.
type FunctionCounters struct {
	OID       pg.OID  `json:"funcid"`
	Calls     int64   `json:"calls"`
	TotalTime float64 `json:"total_time"` // ms
	SelfTime  float64 `json:"self_time"`
}

// DatabaseCounters is a row of pg_stat_database; OID 0 is for shared objects.
type DatabaseCounters struct {
	OID                   pg.OID     `json:"datid"`
	Name                  string     `json:"datname,omitempty"`
	NumBackends           int        `json:"numbackends"`
	XactCommit            int64      `json:"xact_commit"`
	XactRollback          int64      `json:"xact_rollback"`
	BlksRead              int64      `json:"blks_read"`
	BlksHit               int64      `json:"blks_hit"`
	TupReturned           int64      `json:"tup_returned"`
	TupFetched            int64      `json:"tup_fetched"`
	TupInserted           int64      `json:"tup_inserted"`
	TupUpdated            int64      `json:"tup_updated"`
	TupDeleted            int64      `json:"tup_deleted"`
	Conflicts             int64      `json:"conflicts"`
	TempFiles             int64      `json:"temp_files"`
	TempBytes             int64      `json:"temp_bytes"`
	Deadlocks             int64      `json:"deadlocks"`
	ChecksumFailures      *int64     `json:"checksum_failures,omitempty"` // nil: checksums off
	ChecksumLastFailure   *time.Time `json:"checksum_last_failure,omitempty"`
	BlkReadTime           float64    `json:"blk_read_time"` // ms, needs track_io_timing
	BlkWriteTime          float64    `json:"blk_write_time"`
	SessionTime           *float64   `json:"session_time,omitempty"` // ms, 14+
	ActiveTime            *float64   `json:"active_time,omitempty"`
	IdleInTransactionTime *float64   `json:"idle_in_transaction_time,omitempty"`
	Sessions              *int64     `json:"sessions,omitempty"`
	SessionsAbandoned     *int64     `json:"sessions_abandoned,omitempty"`
	SessionsFatal         *int64     `json:"sessions_fatal,omitempty"`
	SessionsKilled        *int64     `json:"sessions_killed,omitempty"`
	StatsReset            *time.Time `json:"stats_reset,omitempty"`
	Bytes                 *int64     `json:"bytes,omitempty"` // pg_database_size of the current database, where measured
}

// IOCounters is a row of pg_stat_io (16+).
type IOCounters struct {
	BackendType string     `json:"backend_type"`
	Object      string     `json:"object"`
	Context     string     `json:"context"`
	Reads       *int64     `json:"reads,omitempty"`
	ReadTime    *float64   `json:"read_time,omitempty"`
	Writes      *int64     `json:"writes,omitempty"`
	WriteTime   *float64   `json:"write_time,omitempty"`
	Writebacks  *int64     `json:"writebacks,omitempty"`
	Extends     *int64     `json:"extends,omitempty"`
	Hits        *int64     `json:"hits,omitempty"`
	Evictions   *int64     `json:"evictions,omitempty"`
	Reuses      *int64     `json:"reuses,omitempty"`
	Fsyncs      *int64     `json:"fsyncs,omitempty"`
	FsyncTime   *float64   `json:"fsync_time,omitempty"`
	StatsReset  *time.Time `json:"stats_reset,omitempty"`
}

// WALCounters is the row of pg_stat_wal (14+).
type WALCounters struct {
	Records     int64      `json:"wal_records"`
	FPI         int64      `json:"wal_fpi"`
	Bytes       float64    `json:"wal_bytes"`
	BuffersFull int64      `json:"wal_buffers_full"`
	StatsReset  *time.Time `json:"stats_reset,omitempty"`
}

// Checkpoints is pg_stat_checkpointer (17+) or the same figures of
// pg_stat_bgwriter, with pg_control_checkpoint's time where readable.
type Checkpoints struct {
	Timed           int64      `json:"num_timed"`
	Requested       int64      `json:"num_requested"`
	Done            *int64     `json:"num_done,omitempty"` // 18+
	WriteTime       float64    `json:"write_time"`         // ms
	SyncTime        float64    `json:"sync_time"`
	BuffersWritten  int64      `json:"buffers_written"`
	BuffersClean    int64      `json:"buffers_clean"`
	MaxwrittenClean int64      `json:"maxwritten_clean"`
	BuffersBackend  *int64     `json:"buffers_backend,omitempty"` // until 16
	BuffersAlloc    int64      `json:"buffers_alloc"`
	StatsReset      *time.Time `json:"stats_reset,omitempty"`
}

// Archiver is the row of pg_stat_archiver.
type Archiver struct {
	ArchivedCount    int64      `json:"archived_count"`
	LastArchivedWAL  string     `json:"last_archived_wal,omitempty"`
	LastArchivedTime *time.Time `json:"last_archived_time,omitempty"`
	FailedCount      int64      `json:"failed_count"`
	LastFailedWAL    string     `json:"last_failed_wal,omitempty"`
	LastFailedTime   *time.Time `json:"last_failed_time,omitempty"`
	StatsReset       *time.Time `json:"stats_reset,omitempty"`
}

// SLRU is a row of pg_stat_slru.
type SLRU struct {
	Name        string     `json:"name"`
	BlksZeroed  int64      `json:"blks_zeroed"`
	BlksHit     int64      `json:"blks_hit"`
	BlksRead    int64      `json:"blks_read"`
	BlksWritten int64      `json:"blks_written"`
	StatsReset  *time.Time `json:"stats_reset,omitempty"`
}
