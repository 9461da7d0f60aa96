// Command pgadept does for a PostgreSQL database what a senior PostgreSQL
// engineer does.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/pgadept/pgadept/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
