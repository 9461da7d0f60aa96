package snapshot

import (
	"time"
)

// Statement is a row of pg_stat_statements for the connected database, under
// the column names of its newest version; older ones are mapped to them
// (blk_read_time is SharedBlkReadTime). Times are milliseconds.
type Statement struct {
	UserName                string     `json:"usename,omitempty"`
	TopLevel                *bool      `json:"toplevel,omitempty"` // 14+
	QueryID                 int64      `json:"queryid"`
	Query                   string     `json:"query"`            // hostile; empty when not shown
	Hidden                  bool       `json:"hidden,omitempty"` // <insufficient privilege>
	Plans                   *int64     `json:"plans,omitempty"`
	TotalPlanTime           *float64   `json:"total_plan_time,omitempty"`
	MinPlanTime             *float64   `json:"min_plan_time,omitempty"`
	MaxPlanTime             *float64   `json:"max_plan_time,omitempty"`
	MeanPlanTime            *float64   `json:"mean_plan_time,omitempty"`
	StddevPlanTime          *float64   `json:"stddev_plan_time,omitempty"`
	Calls                   int64      `json:"calls"`
	TotalTime               float64    `json:"total_exec_time"`
	MinTime                 float64    `json:"min_exec_time"`
	MaxTime                 float64    `json:"max_exec_time"`
	MeanTime                float64    `json:"mean_exec_time"`
	StddevTime              float64    `json:"stddev_exec_time"`
	Rows                    int64      `json:"rows"`
	SharedBlksHit           int64      `json:"shared_blks_hit"`
	SharedBlksRead          int64      `json:"shared_blks_read"`
	SharedBlksDirtied       int64      `json:"shared_blks_dirtied"`
	SharedBlksWritten       int64      `json:"shared_blks_written"`
	LocalBlksHit            int64      `json:"local_blks_hit"`
	LocalBlksRead           int64      `json:"local_blks_read"`
	LocalBlksDirtied        int64      `json:"local_blks_dirtied"`
	LocalBlksWritten        int64      `json:"local_blks_written"`
	TempBlksRead            int64      `json:"temp_blks_read"`
	TempBlksWritten         int64      `json:"temp_blks_written"`
	SharedBlkReadTime       *float64   `json:"shared_blk_read_time,omitempty"`
	SharedBlkWriteTime      *float64   `json:"shared_blk_write_time,omitempty"`
	LocalBlkReadTime        *float64   `json:"local_blk_read_time,omitempty"`
	LocalBlkWriteTime       *float64   `json:"local_blk_write_time,omitempty"`
	TempBlkReadTime         *float64   `json:"temp_blk_read_time,omitempty"`
	TempBlkWriteTime        *float64   `json:"temp_blk_write_time,omitempty"`
	WALRecords              *int64     `json:"wal_records,omitempty"`
	WALFPI                  *int64     `json:"wal_fpi,omitempty"`
	WALBytes                *float64   `json:"wal_bytes,omitempty"`
	WALBuffersFull          *int64     `json:"wal_buffers_full,omitempty"`
	JITFunctions            *int64     `json:"jit_functions,omitempty"` // 15+
	JITGenerationTime       *float64   `json:"jit_generation_time,omitempty"`
	JITInliningCount        *int64     `json:"jit_inlining_count,omitempty"`
	JITInliningTime         *float64   `json:"jit_inlining_time,omitempty"`
	JITOptimizationCount    *int64     `json:"jit_optimization_count,omitempty"`
	JITOptimizationTime     *float64   `json:"jit_optimization_time,omitempty"`
	JITEmissionCount        *int64     `json:"jit_emission_count,omitempty"`
	JITEmissionTime         *float64   `json:"jit_emission_time,omitempty"`
	JITDeformCount          *int64     `json:"jit_deform_count,omitempty"` // 17+
	JITDeformTime           *float64   `json:"jit_deform_time,omitempty"`
	ParallelWorkersToLaunch *int64     `json:"parallel_workers_to_launch,omitempty"` // 18+
	ParallelWorkersLaunched *int64     `json:"parallel_workers_launched,omitempty"`
	StatsSince              *time.Time `json:"stats_since,omitempty"` // 17+
	MinmaxStatsSince        *time.Time `json:"minmax_stats_since,omitempty"`
}

// StatementsInfo is pg_stat_statements_info (14+) and what is known of the
// extension itself.
type StatementsInfo struct {
	Dealloc          *int64     `json:"dealloc,omitempty"`
	StatsReset       *time.Time `json:"stats_reset,omitempty"`
	ExtensionVersion string     `json:"extension_version"`
	Schema           string     `json:"schema"`
	Entries          int64      `json:"entries"`           // of all databases
	OtherDatabases   int64      `json:"other_databases"`   // entries of other databases, not kept
	Dropped          int64      `json:"dropped,omitempty"` // entries of this database beyond the limit, not kept
}
