// Package cli is the command line: it turns words and flags into calls of
// package app, and results into bytes and an exit status.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/pgadept/pgadept/internal/app"
	"github.com/pgadept/pgadept/internal/report"
)

// Streams are the process's standard streams.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// errFound says that findings at or above --fail-on were reported: status 1,
// with nothing more to print.
var errFound = errors.New("findings at or above the threshold")

// Run runs one command line and returns its exit status.
func Run(ctx context.Context, args []string, s Streams) int {
	root := Root(s)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFound):
		return 1
	}
	fmt.Fprintf(s.Err, "pgadept: %s\n", oneSentence(err))
	return app.ExitStatus(err)
}

// Root is the tree of commands.
func Root(s Streams) *cobra.Command {
	root := &cobra.Command{
		Use:           "pgadept",
		Short:         "What a senior PostgreSQL engineer does for a database",
		Long:          "pgadept examines a PostgreSQL database, explains what is wrong and why it matters, and gives the exact SQL that mends it.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Version:       app.Version,
	}
	root.SetIn(s.In)
	root.SetOut(s.Out)
	root.SetErr(s.Err)
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(checkCommand(s), snapshotCommand(s), whatIfCommand(s), twinCommand(s), plansCommand(s), rulesCommand(s), demoCommand(s))
	return root
}

// oneSentence keeps an error on one line and free of control characters.
func oneSentence(err error) string {
	return report.Clean(strings.Join(strings.Fields(err.Error()), " "))
}

// terminal returns the width of w when it is a terminal, else 0. One that does
// not know its size, as over a serial line or in a fresh pty, says 0.
func terminal(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width == 0 {
		return 80
	}
	return width
}

// shellQuote quotes a word for a POSIX shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
