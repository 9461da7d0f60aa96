package pg

import "fmt"

// LockMode is a table-level lock mode, ordered from weakest to strongest.
// The manual's section 13.3.1 has the conflicts.
type LockMode int

// The eight table-level lock modes, and NoLock.
const (
	NoLock LockMode = iota
	AccessShareLock
	RowShareLock
	RowExclusiveLock
	ShareUpdateExclusiveLock
	ShareLock
	ShareRowExclusiveLock
	ExclusiveLock
	AccessExclusiveLock
)

var lockNames = [...]string{
	"", "AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock",
	"ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock",
}

var lockProse = [...]string{
	"no lock", "ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE",
	"SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE",
}

// lockConflicts[m] is the bit set of modes that conflict with m
// (LockConflicts in src/backend/storage/lmgr/lock.c).
var lockConflicts = [...]uint16{
	NoLock:                   0,
	AccessShareLock:          1 << AccessExclusiveLock,
	RowShareLock:             1<<ExclusiveLock | 1<<AccessExclusiveLock,
	RowExclusiveLock:         1<<ShareLock | 1<<ShareRowExclusiveLock | 1<<ExclusiveLock | 1<<AccessExclusiveLock,
	ShareUpdateExclusiveLock: 1<<ShareUpdateExclusiveLock | 1<<ShareLock | 1<<ShareRowExclusiveLock | 1<<ExclusiveLock | 1<<AccessExclusiveLock,
	ShareLock:                1<<RowExclusiveLock | 1<<ShareUpdateExclusiveLock | 1<<ShareRowExclusiveLock | 1<<ExclusiveLock | 1<<AccessExclusiveLock,
	ShareRowExclusiveLock:    1<<RowExclusiveLock | 1<<ShareUpdateExclusiveLock | 1<<ShareLock | 1<<ShareRowExclusiveLock | 1<<ExclusiveLock | 1<<AccessExclusiveLock,
	ExclusiveLock:            1<<RowShareLock | 1<<RowExclusiveLock | 1<<ShareUpdateExclusiveLock | 1<<ShareLock | 1<<ShareRowExclusiveLock | 1<<ExclusiveLock | 1<<AccessExclusiveLock,
	AccessExclusiveLock:      0x1fe,
}

// String is the mode as pg_locks.mode shows it; "" for NoLock.
func (m LockMode) String() string { return lockNames[m] }

// Prose is the mode as the manual writes it: SHARE UPDATE EXCLUSIVE.
func (m LockMode) Prose() string { return lockProse[m] }

// Conflicts reports whether two sessions cannot hold a and b on one relation
// at the same time.
func (m LockMode) Conflicts(other LockMode) bool { return lockConflicts[m]&(1<<other) != 0 }

// BlocksReads reports whether a plain SELECT waits behind the mode.
func (m LockMode) BlocksReads() bool { return m.Conflicts(AccessShareLock) }

// BlocksWrites reports whether INSERT, UPDATE and DELETE wait behind the mode.
func (m LockMode) BlocksWrites() bool { return m.Conflicts(RowExclusiveLock) }

// ParseLockMode reads a mode as pg_locks.mode shows it.
func ParseLockMode(s string) (LockMode, error) {
	for i, n := range lockNames {
		if n == s {
			return LockMode(i), nil
		}
	}
	return NoLock, fmt.Errorf("unknown lock mode %q", s)
}

// MarshalText writes the mode as pg_locks.mode shows it.
func (m LockMode) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (m *LockMode) UnmarshalText(b []byte) error {
	v, err := ParseLockMode(string(b))
	*m = v
	return err
}
