package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/pgadept/pgadept/internal/app"
	"github.com/pgadept/pgadept/internal/planfile"
)

// plansFlags are those that both verbs have.
type plansFlags struct {
	target app.Target
	opt    app.PlansOptions
	format string
}

func (p *plansFlags) add(c *cobra.Command) {
	targetFlags(c, &p.target)
	endsFlag(c, &p.target)
	f := c.Flags()
	f.StringVar(&p.target.Words, "on", "", "plan on a twin of this target: a snapshot file, or a connection string")
	f.StringVar(&p.opt.Out, "out", "", "folder of the plans (default beside the queries)")
	f.StringVarP(&p.format, "format", "f", "text", "text or json")
}

func plansCommand(s Streams) *cobra.Command {
	c := &cobra.Command{
		Use:   "plans",
		Short: "Plan regression: keep the plans of queries under version control",
		Long: `plans keeps the expected plans of a set of queries as text files, and fails when a change of the schema, of the settings or of a query makes one worse. The plans are those of production, made on a twin of it: from a snapshot file they need no access to it.

A query file holds one statement or several, with parameters ($1) where the program has them: then the plan is the generic one. A comment "-- name: orders of a customer" before a statement names it; otherwise it is named by its number. The plans of orders.sql are in orders.plans.txt.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("there is no `plans %s`; there are record and check", args[0])
			}
			return cmd.Help()
		},
	}
	c.AddCommand(plansRecordCommand(s), plansCheckCommand(s))
	return c
}

func plansRecordCommand(s Streams) *cobra.Command {
	var p plansFlags
	c := &cobra.Command{
		Use:     "record PATH...",
		Short:   "Write the plans of the queries in these files and folders",
		Long:    "record plans all queries, and writes their plans if all of them can be planned. The same target gives the same files.",
		Example: "  pgadept plans record --on prod.pgsnap queries/",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := app.CheckPlansFormat(p.format); err != nil {
				return err
			}
			p.opt.Paths = args
			r, err := working(cmd.Context(), s.Err, "planning", func(ctx context.Context) (*app.PlansRecord, error) {
				return app.RecordPlans(ctx, p.target, p.opt)
			})
			if err != nil {
				return err
			}
			return r.Write(s.Out, p.format)
		},
	}
	p.add(c)
	return c
}

func plansCheckCommand(s Streams) *cobra.Command {
	var p plansFlags
	c := &cobra.Command{
		Use:   "check PATH...",
		Short: "Compare the plans of the queries with those recorded",
		Long: `check plans all queries again and exits with 1 when a plan got worse, or a query cannot be planned any more. Worse is:

- a total cost of more than --max-cost-ratio times what it was, and by --min-cost more;
- where the cost has not fallen: a Seq Scan of cost --large or more of a relation that was read by an index; a Sort of that cost that is new; a Sort or HashAggregate that no longer fits into work_mem.

Other changes of a plan's shape, such as another method of joining, are reported and do not fail; nor do plans that are better, queries that are new and records of queries that are gone: record them.

What the twin lacks of production is named with each plan that depends on it.`,
		Example: `  pgadept plans check --on prod.pgsnap queries/
  pgadept plans check --on prod.pgsnap --max-cost-ratio 2 --format json queries/orders.sql`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := app.CheckPlansFormat(p.format); err != nil {
				return err
			}
			if err := app.CheckPlanLimits(p.opt.Limits); err != nil {
				return err
			}
			p.opt.Paths = args
			r, err := working(cmd.Context(), s.Err, "planning", func(ctx context.Context) (*app.PlansReport, error) {
				return app.CheckPlans(ctx, p.target, p.opt)
			})
			if err != nil {
				return err
			}
			if err := r.Write(s.Out, p.format); err != nil {
				return err
			}
			if r.Fails() {
				return errFound
			}
			return nil
		},
	}
	p.add(c)
	l := planfile.DefaultLimits
	c.Flags().Float64Var(&p.opt.MaxCostRatio, "max-cost-ratio", l.MaxCostRatio, "how many times its recorded cost a plan may cost")
	c.Flags().Float64Var(&p.opt.MinCost, "min-cost", l.MinCost, "a difference of cost below this is none")
	c.Flags().Float64Var(&p.opt.Large, "large", l.Large, "from what cost on a Seq Scan or Sort matters; 1000 is about as many pages")
	return c
}
