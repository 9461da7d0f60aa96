//go:build !linux

package pgserver

// memoryPlaces is empty: only Linux has a file system in memory by default.
func memoryPlaces() []string { return nil }
