package pgserver

import (
	"context"
	"fmt"
	"os"
	"time"
)

// lockFile takes an exclusive lock on the file, making it if need be, and waits
// for a process that holds it. Closing the file, or the death of the process,
// gives it up.
func lockFile(ctx context.Context, path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock %s: %w", path, err)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, err := tryLock(f)
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		if ok {
			return f, nil
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, fmt.Errorf("wait for another process to give up %s: %w", path, ctx.Err())
		case <-tick.C:
		}
	}
}
