package cli

import (
	"github.com/spf13/cobra"

	"github.com/pgadept/pgadept/internal/app"
)

func rulesCommand(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "rules [ID]",
		Short: "The manual of every rule",
		Long:  "rules lists all rules; with an ID it prints the manual page of one: what it finds, why it matters, an example, the fix, and when to leave it.",
		Example: `  pgadept rules
  pgadept rules index/unused`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return app.ListRules(s.Out)
			}
			return app.Manual(s.Out, args[0])
		},
	}
}
