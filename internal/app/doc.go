// Package app has one function for each verb of pgadept. It is the only place
// that joins what touches the world (servers, files, the clock) with what
// thinks; the command line and other skins only turn words into its calls.
package app

import (
	"errors"
	"fmt"
)

// Tool and Version name this program in reports and snapshots.
const (
	Tool    = "pgadept"
	Version = "0.1.0-dev"
)

// UsageError is wrong usage or bad input: exit status 2.
type UsageError struct{ Err error }

// Error is the one sentence for the user.
func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *UsageError) Unwrap() error { return e.Err }

// TargetError says that the target could not be reached or read: exit status 3.
type TargetError struct{ Err error }

// Error is the one sentence for the user.
func (e *TargetError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *TargetError) Unwrap() error { return e.Err }

func usage(format string, args ...any) error {
	return &UsageError{fmt.Errorf(format, args...)}
}

// ExitStatus is the exit status that an error calls for.
func ExitStatus(err error) int {
	var target *TargetError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &target):
		return 3
	}
	return 2
}
