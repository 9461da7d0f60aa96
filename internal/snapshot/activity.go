package snapshot

import (
	"time"

	"github.com/pgadept/pgadept/internal/pg"
)

// Session is a row of pg_stat_activity. pgadept's own session is left out.
type Session struct {
	PID             int        `json:"pid"`
	Database        string     `json:"datname,omitempty"`
	UserName        string     `json:"usename,omitempty"`
	ApplicationName string     `json:"application_name,omitempty"`
	ClientAddr      string     `json:"client_addr,omitempty"` // empty: unix socket or background
	LeaderPID       *int       `json:"leader_pid,omitempty"`
	BackendType     string     `json:"backend_type"`
	BackendStart    *time.Time `json:"backend_start,omitempty"`
	XactStart       *time.Time `json:"xact_start,omitempty"`
	QueryStart      *time.Time `json:"query_start,omitempty"`
	StateChange     *time.Time `json:"state_change,omitempty"`
	State           string     `json:"state,omitempty"`
	WaitEventType   string     `json:"wait_event_type,omitempty"`
	WaitEvent       string     `json:"wait_event,omitempty"`
	BackendXIDAge   *int64     `json:"backend_xid_age,omitempty"`
	BackendXminAge  *int64     `json:"backend_xmin_age,omitempty"`
	QueryID         *int64     `json:"query_id,omitempty"`      // 14+
	Query           string     `json:"query,omitempty"`         // as the server truncated it; hostile
	SSL             *bool      `json:"ssl,omitempty"`           // pg_stat_ssl
	GSS             *bool      `json:"gss_encrypted,omitempty"` // pg_stat_gssapi
	BlockedBy       []int      `json:"blocked_by,omitempty"`    // pg_blocking_pids; 0 is a prepared transaction
	Hidden          bool       `json:"hidden,omitempty"`        // another role's session whose details are not shown
}

// Lock is a row of pg_locks: all that are not granted, and granted ones
// other than ACCESS SHARE on relations and a backend's own virtual xid.
type Lock struct {
	PID          int        `json:"pid"` // 0: a prepared transaction
	LockType     string     `json:"locktype"`
	Database     pg.OID     `json:"database,omitempty"`
	Relation     pg.OID     `json:"relation,omitempty"`
	RelationName string     `json:"relation_name,omitempty"` // qualified, where in this database
	ClassID      pg.OID     `json:"classid,omitempty"`
	ObjID        pg.OID     `json:"objid,omitempty"`
	ObjSubID     int16      `json:"objsubid,omitempty"`
	Mode         string     `json:"mode"`
	Granted      bool       `json:"granted"`
	WaitStart    *time.Time `json:"waitstart,omitempty"` // 14+
}

// PreparedTransaction is a row of pg_prepared_xacts.
type PreparedTransaction struct {
	GID      string    `json:"gid"`
	Prepared time.Time `json:"prepared"`
	Owner    string    `json:"owner"`
	Database string    `json:"database"`
	XIDAge   int64     `json:"xid_age"`
}

// Progress is a row of any pg_stat_progress_* view.
type Progress struct {
	Command  string         `json:"command"` // vacuum, create_index, analyze, cluster, copy, basebackup
	PID      int            `json:"pid"`
	Database string         `json:"datname,omitempty"`
	Relation pg.OID         `json:"relid,omitempty"`
	IndexOID pg.OID         `json:"index_relid,omitempty"`
	Phase    string         `json:"phase,omitempty"`
	Details  map[string]any `json:"details,omitempty"` // the view's other columns
}
