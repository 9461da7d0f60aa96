package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/pgadept/pgadept/internal/app"
	"github.com/pgadept/pgadept/internal/report"
)

func demoCommand(s Streams) *cobra.Command {
	var (
		major   int
		once    bool
		html    string
		verbose bool
	)
	c := &cobra.Command{
		Use:   "demo",
		Short: "A throwaway server with a flawed shop database, and its check-up",
		Long: `demo starts a PostgreSQL server of its own, creates a shop with fifty planted faults and a short real workload, checks it up, writes the report as HTML too, and keeps the server until Ctrl-C.

It needs an installed PostgreSQL or npm, from which it fetches one. Nothing of it outlives the command, which ends with 0 whatever it finds.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if html != "" {
				if err := app.CanWrite(html); err != nil {
					return err
				}
			}
			d, err := app.StartDemo(cmd.Context(), major, func(what string) { fmt.Fprintf(s.Err, "demo: %s\n", what) })
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, d.Stop(cmd.Context())) }()
			width := terminal(s.Out)
			text := report.TextOptions{Verbose: verbose, Width: width, Color: width > 0 && os.Getenv("NO_COLOR") == ""}
			if err := app.Write(s.Out, d.Report, "text", text); err != nil {
				return err
			}
			if html != "" {
				err := app.WriteFile(html, func(w io.Writer) error { return app.Write(w, d.Report, "html", report.TextOptions{}) })
				if err != nil {
					return err
				}
				fmt.Fprintf(s.Err, "demo: the same as a page: %s\n", html)
			}
			if once {
				return nil
			}
			fmt.Fprintf(s.Err, "demo: the server stays until Ctrl-C; try in another terminal:\n  pgadept check -v %s\n", shellQuote(d.DSN))
			<-cmd.Context().Done()
			return nil
		},
	}
	f := c.Flags()
	f.IntVar(&major, "pg", 0, "major version of the server, 13 to 18 (default an installed one)")
	f.BoolVar(&once, "once", false, "exit after the report")
	f.StringVar(&html, "html", "pgadept-demo.html", "write the HTML report here; empty for none")
	f.BoolVarP(&verbose, "verbose", "v", false, "with evidence, fix and undo of every finding")
	return c
}
