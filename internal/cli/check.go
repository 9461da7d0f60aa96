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

// output is how and where findings come out.
type output struct {
	format, file, failOn string
	verbose              bool
}

func outputFlags(c *cobra.Command, o *output) {
	f := c.Flags()
	f.StringVarP(&o.format, "format", "f", "text", "text, json, markdown, sarif or html")
	f.StringVarP(&o.file, "output", "o", "", "write to this file")
	f.StringVar(&o.failOn, "fail-on", "high", "exit with 1 on findings at or above: none, info, low, medium, high, critical")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "with evidence, fix and undo of every finding")
}

// check refuses wrong flags before any work is done.
func (o *output) check() (advice.Severity, error) {
	if err := app.CheckFormat(o.format); err != nil {
		return "", err
	}
	if o.file != "" && o.file != "-" {
		if err := app.CanWrite(o.file); err != nil {
			return "", err
		}
	}
	return app.ParseSeverity(o.failOn)
}

func (o *output) write(r *advice.Report, stdout io.Writer) error {
	if o.file != "" && o.file != "-" {
		return app.WriteFile(o.file, func(w io.Writer) error {
			return app.Write(w, r, o.format, report.TextOptions{Verbose: o.verbose})
		})
	}
	width := terminal(stdout)
	text := report.TextOptions{Verbose: o.verbose, Width: width, Color: width > 0 && os.Getenv("NO_COLOR") == ""}
	return app.Write(stdout, r, o.format, text)
}

func checkCommand(s Streams) *cobra.Command {
	var (
		target app.Target
		out    output
		config string
		only   []string
		prove  bool
	)
	c := &cobra.Command{
		Use:   "check [TARGET]",
		Short: "A full check-up: ranked findings, with evidence and fix",
		Long: `check reads one database, read-only and in seconds, and reports what a senior PostgreSQL engineer would: what is wrong, why it matters, and the exact SQL that mends it.

TARGET is a connection string (postgres://… or key=value), a database name, or a snapshot file (.pgsnap). Without one: PGADEPT_TARGET, then libpq's environment (PGHOST, PGSERVICE, PGPASSFILE …).`,
		Example: `  pgadept check postgres://user@host/db
  pgadept check prod.pgsnap --format html -o report.html
  pgadept check -h localhost -U app -d shop --only index --only vacuum`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			failOn, err := out.check()
			if err != nil {
				return err
			}
			withWords(&target, args)
			c, err := app.ReadConfig(config)
			if err != nil {
				return err
			}
			r, err := working(cmd.Context(), s.Err, "reading the database", func(ctx context.Context) (*advice.Report, error) {
				return app.Check(ctx, target, app.CheckOptions{Config: c, Only: only, Prove: prove})
			})
			if err != nil {
				return err
			}
			if err := out.write(r, s.Out); err != nil {
				return err
			}
			if app.Fails(r, failOn) {
				return errFound
			}
			return nil
		},
	}
	targetFlags(c, &target)
	endsFlag(c, &target)
	outputFlags(c, &out)
	c.Flags().StringVar(&config, "config", "", "configuration file (default "+app.ConfigFile+" in this folder, if there)")
	c.Flags().StringArrayVar(&only, "only", nil, "only this area, rule, or pattern (index, index/unused, 'schema/*'); may be repeated")
	c.Flags().BoolVar(&prove, "prove", false, "try the fixes on a twin: what the planner says of them before and after; a fix that does not help is demoted")
	return c
}
