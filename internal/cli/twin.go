package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pgadept/pgadept/internal/app"
	"github.com/pgadept/pgadept/internal/report"
)

func twinCommand(s Streams) *cobra.Command {
	var (
		target app.Target
		opt    app.TwinOptions
	)
	c := &cobra.Command{
		Use:   "twin [TARGET]",
		Short: "A throwaway server without data that plans like the target",
		Long: `twin builds a local server with the target's schema, statistics, sizes and settings and no rows, prints its connection string, and keeps it until Ctrl-C: EXPLAIN there gives the plans and costs of the target. Nothing of it outlives the command.

Only EXPLAIN without ANALYZE means anything there: a query that runs finds no rows, and reads through files as long as the target's. What the twin could not rebuild is listed on standard error.`,
		Example: `  pgadept twin prod.pgsnap
  pgadept twin postgres://user@host/db`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			withWords(&target, args)
			w, err := working(cmd.Context(), s.Err, "building the twin", func(ctx context.Context) (*app.Twin, error) {
				return app.StartTwin(ctx, target, opt)
			})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, w.Stop(cmd.Context())) }()
			for _, m := range w.Missing {
				fmt.Fprintf(s.Err, "twin: not as in %s: %s\n", report.Clean(w.About.Database), report.Clean(fmt.Sprintf("%s %s: %s", m.Object.Kind, m.Object, m.Why)))
			}
			if c := w.Compared; c != nil {
				fmt.Fprintf(s.Err, "twin: of the workload, %d of %d plans are the same in production, field for field\n", c.Same, c.Planned)
				for _, o := range c.Others {
					fmt.Fprintf(s.Err, "twin: %s\n", report.Clean(o))
				}
			}
			if _, err := fmt.Fprintln(s.Out, w.ConnString); err != nil {
				return err
			}
			fmt.Fprintln(s.Err, "twin: it stays until Ctrl-C")
			<-cmd.Context().Done()
			return nil
		},
	}
	targetFlags(c, &target)
	endsFlag(c, &target)
	c.Flags().BoolVar(&opt.Compare, "compare", false, "EXPLAIN the workload in production too, and say how many plans are the same")
	return c
}
