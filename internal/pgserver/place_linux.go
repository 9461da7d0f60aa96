package pgserver

import "syscall"

// minMemory is what /dev/shm must have free: a server's WAL alone may grow to
// max_wal_size, which is 1 GB, before a checkpoint recycles it.
const minMemory = 2 << 30

// memoryPlaces returns the file systems in memory that have room. There fsync
// costs nothing, so that a server with stock settings starts and commits fast.
func memoryPlaces() []string {
	var st syscall.Statfs_t
	const writable = 2 // W_OK
	if syscall.Statfs("/dev/shm", &st) != nil || st.Bavail*uint64(st.Bsize) < minMemory || syscall.Access("/dev/shm", writable) != nil {
		return nil
	}
	return []string{"/dev/shm"}
}
