package cli

import (
	"context"
	"fmt"
	"io"
	"time"
)

// working runs f and, on a terminal, says what is going on once it lasts over
// a second. Nothing is left on the screen.
func working[T any](ctx context.Context, stderr io.Writer, what string, f func(context.Context) (T, error)) (T, error) {
	if terminal(stderr) == 0 {
		return f(ctx)
	}
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for n := 0; ; n++ {
			select {
			case <-done:
				if n > 0 {
					fmt.Fprint(stderr, "\r\x1b[K")
				}
				return
			case <-tick.C:
				fmt.Fprintf(stderr, "\r%s … %d s", what, n+1)
			}
		}
	}()
	v, err := f(ctx)
	close(done)
	<-gone
	return v, err
}
