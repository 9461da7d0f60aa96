package cli

import (
	"github.com/spf13/cobra"

	"github.com/pgadept/pgadept/internal/app"
)

// targetFlags adds psql's connection flags. -h is the host, as in psql, so
// help is --help alone.
func targetFlags(c *cobra.Command, t *app.Target) {
	f := c.Flags()
	f.StringVarP(&t.Database, "dbname", "d", "", "database name or connection string")
	f.StringVarP(&t.Host, "host", "h", "", "server host or socket directory")
	f.StringVarP(&t.Port, "port", "p", "", "server port")
	f.StringVarP(&t.User, "username", "U", "", "user name")
	f.Bool("help", false, "help for "+c.Name())
}

// endsFlag lets a command that feeds a twin read from tables.
func endsFlag(c *cobra.Command, t *app.Target) {
	c.Flags().BoolVar(&t.Ends, "ends", false, "read the least and the greatest key of each index too, two rows of its table: plans for values beyond the statistics become exact (unless a superuser reads, it counts as use of the index)")
}

// withWords sets the target's words from the command's arguments, and from -d
// where that holds a connection string.
func withWords(t *app.Target, args []string) {
	if len(args) > 0 {
		t.Words = args[0]
	}
}
