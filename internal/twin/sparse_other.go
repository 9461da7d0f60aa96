//go:build !windows

package twin

import "os"

// sparse extends a file by a hole.
func sparse(path string, size int64) error { return os.Truncate(path, size) }
