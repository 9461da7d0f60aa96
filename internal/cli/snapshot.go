package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pgadept/pgadept/internal/app"
	"github.com/pgadept/pgadept/internal/report"
	"github.com/pgadept/pgadept/internal/snapshot"
)

func snapshotCommand(s Streams) *cobra.Command {
	var (
		target app.Target
		opt    app.SnapshotOptions
	)
	c := &cobra.Command{
		Use:   "snapshot [TARGET]",
		Short: "Write all that is known of a database to one small file",
		Long: `snapshot reads a database, read-only, and writes a .pgsnap file that every other command takes in its place.

The planner's statistics in it hold data values (most common values, histogram bounds): the file is made readable by you alone. --mask replaces every value in statistics, query constants and defaults; order and frequencies stay, so plans do.`,
		Example: `  pgadept snapshot postgres://user@host/db -o prod.pgsnap
  pgadept snapshot show prod.pgsnap`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			withWords(&target, args)
			var file string
			snap, err := working(cmd.Context(), s.Err, "reading the database", func(ctx context.Context) (*snapshot.Snapshot, error) {
				name, snap, err := app.TakeSnapshot(ctx, target, opt, s.Out)
				file = name
				return snap, err
			})
			if err != nil {
				return err
			}
			if file != "-" {
				_, err = fmt.Fprintf(s.Out, "%s: %s\n", file, report.Summary(snap))
			}
			return err
		},
	}
	targetFlags(c, &target)
	endsFlag(c, &target)
	c.Flags().StringVarP(&opt.Out, "output", "o", "", "the file (default DATABASE.pgsnap; - for standard output)")
	c.Flags().BoolVar(&opt.Mask, "mask", false, "replace every data value")
	c.Flags().BoolVar(&opt.Force, "force", false, "replace an existing file")
	c.AddCommand(showCommand(s))
	return c
}

func showCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "show FILE",
		Short: "Print what a snapshot holds",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return app.ShowSnapshot(cmd.Context(), app.Target{Words: args[0]}, s.Out)
		},
	}
}
