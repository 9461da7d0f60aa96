package cli

import (
	"context"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/app"
	"github.com/pgadept/pgadept/internal/report"
)

func whatIfCommand(s Streams) *cobra.Command {
	var (
		target       app.Target
		opt          app.WhatIfOptions
		format, file string
		verbose      bool
	)
	c := &cobra.Command{
		Use:   "whatif [TARGET]",
		Short: "Try any DDL or setting on a twin: which queries change plan, and what that is worth",
		Long: `whatif builds a twin of the target, plans statements on it, carries out the DDL and settings there, and plans the statements again. It shows which get better and worse, losers first, then by the time they would gain. The target itself is only read.

New indexes get the size and the height that they would have after a real build, and indexes on expressions the statistics that ANALYZE would find, as far as known ones tell; the output says how each was derived. Statements come from --query, or from the target's pg_stat_statements.`,
		Example: `  pgadept whatif prod.pgsnap --do 'CREATE INDEX ON orders (customer_id, placed_at)'
  pgadept whatif prod.pgsnap --do 'DROP INDEX orders_status_idx' --workload
  pgadept whatif -d shop --set work_mem=256MB --query 'SELECT …'`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := app.CheckTrialFormat(format); err != nil {
				return err
			}
			if file != "" && file != "-" {
				if err := app.CanWrite(file); err != nil {
					return err
				}
			}
			withWords(&target, args)
			t, err := working(cmd.Context(), s.Err, "trying", func(ctx context.Context) (*advice.Trial, error) {
				return app.WhatIf(ctx, target, opt)
			})
			if err != nil {
				return err
			}
			if file != "" && file != "-" {
				return app.WriteFile(file, func(w io.Writer) error { return app.WriteTrial(w, t, format, report.TextOptions{Verbose: verbose}) })
			}
			width := terminal(s.Out)
			return app.WriteTrial(s.Out, t, format, report.TextOptions{Verbose: verbose, Width: width, Color: width > 0 && os.Getenv("NO_COLOR") == ""})
		},
	}
	targetFlags(c, &target)
	endsFlag(c, &target)
	f := c.Flags()
	f.StringArrayVar(&opt.Do, "do", nil, "CREATE, ALTER or DROP statement to try; may be repeated")
	f.StringArrayVar(&opt.Set, "set", nil, "setting to try, name=value; may be repeated")
	f.StringArrayVar(&opt.Queries, "query", nil, "statement to plan, $1 … allowed; may be repeated")
	f.BoolVar(&opt.Workload, "workload", false, "plan the statements of pg_stat_statements (so it is without --query)")
	f.StringVarP(&format, "format", "f", "text", "text or json")
	f.StringVarP(&file, "output", "o", "", "write to this file")
	f.BoolVarP(&verbose, "verbose", "v", false, "with whole queries and plans")
	return c
}
