package snapshot

import (
	"time"

	"github.com/pgadept/pgadept/internal/pg"
)

// Database is a row of pg_database.
type Database struct {
	OID               pg.OID   `json:"oid"`
	Name              string   `json:"name"`
	Owner             string   `json:"owner"`
	Encoding          string   `json:"encoding"`
	Collate           string   `json:"collate"`
	Ctype             string   `json:"ctype"`
	LocaleProvider    string   `json:"locale_provider"` // c libc, i icu, b builtin
	CollVersion       string   `json:"coll_version,omitempty"`
	CollActualVersion string   `json:"coll_actual_version,omitempty"` // pg_database_collation_actual_version, 15+
	IsTemplate        bool     `json:"is_template,omitempty"`
	AllowConn         bool     `json:"allow_conn"`
	ConnLimit         int      `json:"conn_limit"` // -1 none
	FrozenXIDAge      int64    `json:"frozen_xid_age"`
	MinMXIDAge        int64    `json:"min_mxid_age"`
	ACL               []string `json:"acl,omitempty"`
}

// Tablespace is a row of pg_tablespace.
type Tablespace struct {
	OID     pg.OID   `json:"oid"`
	Name    string   `json:"name"`
	Options []string `json:"options,omitempty"`
}

// Setting is a row of pg_settings. Value, BootVal and ResetVal are in Unit.
type Setting struct {
	Name           string   `json:"name"`
	Value          string   `json:"setting"`
	Unit           string   `json:"unit,omitempty"`
	Category       string   `json:"category,omitempty"`
	Context        string   `json:"context"` // internal postmaster sighup backend superuser user …
	VarType        string   `json:"vartype"`
	Source         string   `json:"source"`
	BootVal        string   `json:"boot_val"`
	ResetVal       string   `json:"reset_val"`
	MinVal         string   `json:"min_val,omitempty"`
	MaxVal         string   `json:"max_val,omitempty"`
	EnumVals       []string `json:"enumvals,omitempty"`
	SourceFile     string   `json:"sourcefile,omitempty"` // only for pg_read_all_settings
	SourceLine     int      `json:"sourceline,omitempty"`
	PendingRestart bool     `json:"pending_restart,omitempty"`
}

// SettingOverride is one name=value of pg_db_role_setting. An empty Database
// means all databases, an empty Role all roles.
type SettingOverride struct {
	Database string `json:"database,omitempty"`
	Role     string `json:"role,omitempty"`
	Name     string `json:"name"`
	Value    string `json:"value"`
}

// FileSetting is a row of pg_file_settings that has an error or is not applied.
type FileSetting struct {
	SourceFile string `json:"sourcefile"`
	SourceLine int    `json:"sourceline"`
	Name       string `json:"name"`
	Value      string `json:"setting"`
	Applied    bool   `json:"applied"`
	Error      string `json:"error,omitempty"`
}

// HBARule is a row of pg_hba_file_rules.
type HBARule struct {
	LineNumber int      `json:"line_number"`
	Type       string   `json:"type"`
	Database   []string `json:"database"`
	UserName   []string `json:"user_name"`
	Address    string   `json:"address,omitempty"`
	Netmask    string   `json:"netmask,omitempty"`
	AuthMethod string   `json:"auth_method"`
	Options    []string `json:"options,omitempty"`
	Error      string   `json:"error,omitempty"`
}

// Role is a row of pg_roles; PasswordKind needs pg_authid.
type Role struct {
	OID          pg.OID   `json:"oid"`
	Name         string   `json:"name"`
	Superuser    bool     `json:"superuser,omitempty"`
	Inherit      bool     `json:"inherit,omitempty"`
	CreateRole   bool     `json:"create_role,omitempty"`
	CreateDB     bool     `json:"create_db,omitempty"`
	Login        bool     `json:"login,omitempty"`
	Replication  bool     `json:"replication,omitempty"`
	BypassRLS    bool     `json:"bypass_rls,omitempty"`
	ConnLimit    int      `json:"conn_limit"` // -1 none
	ValidUntil   string   `json:"valid_until,omitempty"`
	Config       []string `json:"config,omitempty"`        // rolconfig
	PasswordKind string   `json:"password_kind,omitempty"` // md5, scram-sha-256, plain, none; empty: not seen
}

// Membership is a row of pg_auth_members.
type Membership struct {
	Role   string `json:"role"`
	Member string `json:"member"`
	Admin  bool   `json:"admin,omitempty"`
	Apart  bool   `json:"not_inherited,omitempty"` // 16+: the member has the role's privileges only after SET ROLE
}

// Schema is a row of pg_namespace outside the system's.
type Schema struct {
	OID       pg.OID   `json:"oid"`
	Name      string   `json:"name"`
	Owner     string   `json:"owner"`
	ACL       []string `json:"acl,omitempty"`
	Extension string   `json:"extension,omitempty"` // owner by pg_depend deptype e
}

// Extension is an installed extension.
type Extension struct {
	OID            pg.OID `json:"oid"`
	Name           string `json:"name"`
	Schema         string `json:"schema"`
	Owner          string `json:"owner"`
	Version        string `json:"version"`
	DefaultVersion string `json:"default_version,omitempty"` // pg_available_extensions
	Relocatable    bool   `json:"relocatable,omitempty"`
}

// Language is a row of pg_language.
type Language struct {
	Name    string `json:"name"`
	Trusted bool   `json:"trusted"`
}

// ForeignServer is a row of pg_foreign_server; option values are dropped
// where their name is that of a secret.
type ForeignServer struct {
	Name    string   `json:"name"`
	Wrapper string   `json:"wrapper"`
	Owner   string   `json:"owner"`
	Options []string `json:"options,omitempty"`
	Type    string   `json:"type,omitempty"`
	Version string   `json:"version,omitempty"`
}

// UserMapping is a row of pg_user_mappings; only the names of its options.
type UserMapping struct {
	Server      string   `json:"server"`
	User        string   `json:"user"` // public for all
	OptionNames []string `json:"option_names,omitempty"`
}

// Age is how long before the snapshot t was; 0 for a nil t.
func (s *Snapshot) Age(t *time.Time) time.Duration {
	if t == nil {
		return 0
	}
	return s.CollectedAt.Sub(*t)
}
