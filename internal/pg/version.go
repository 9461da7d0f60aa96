package pg

import "fmt"

// Version is a server version number, as in server_version_num: 150018.
type Version int

// Supported majors: below is refused politely, above is best effort.
const (
	OldestMajor = 13
	NewestMajor = 18
)

// Major is the major version: 15 for 150018.
func (v Version) Major() int { return int(v) / 10000 }

// Minor is the minor version: 18 for 150018.
func (v Version) Minor() int { return int(v) % 10000 }

// String prints the version as the server does: "15.18".
func (v Version) String() string { return fmt.Sprintf("%d.%d", v.Major(), v.Minor()) }

// AtLeast reports whether the major version is at least major.
func (v Version) AtLeast(major int) bool { return v.Major() >= major }
