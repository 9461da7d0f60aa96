package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/pgadept/pgadept/internal/cli"
)

// cliPage is the reference of the command line, from the commands themselves.
func cliPage() string {
	var b strings.Builder
	b.WriteString(generated + "# The command line\n")
	root := cli.Root(cli.Streams{In: strings.NewReader(""), Out: io.Discard, Err: io.Discard})
	for _, c := range root.Commands() {
		if !c.Hidden && c.Name() != "help" && c.Name() != "completion" {
			command(&b, c)
		}
	}
	b.WriteString(`
## Exit status

| status | meaning |
|---|---|
| 0 | nothing at or above ` + "`--fail-on`" + ` |
| 1 | findings at or above it |
| 2 | wrong usage or bad input |
| 3 | the target could not be reached or read |
`)
	return b.String()
}

func command(b *strings.Builder, c *cobra.Command) {
	fmt.Fprintf(b, "\n## %s\n\n%s.\n", c.CommandPath(), c.Short)
	if c.Long != "" {
		fmt.Fprintf(b, "\n%s\n", c.Long)
	}
	fmt.Fprintf(b, "\n    %s\n", c.UseLine())
	if c.Example != "" {
		fmt.Fprintf(b, "\n%s\n", indent(c.Example))
	}
	if c.Flags().HasAvailableFlags() {
		b.WriteString("\n| option | meaning |\n|---|---|\n")
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && f.Name != "help" {
				fmt.Fprintf(b, "| %s | %s |\n", option(f), strings.ReplaceAll(f.Usage, "|", "\\|")+defaultOf(f))
			}
		})
	}
	for _, sub := range c.Commands() {
		command(b, sub)
	}
}

func option(f *pflag.Flag) string {
	s := "`--" + f.Name + "`"
	if f.Shorthand != "" {
		s = "`-" + f.Shorthand + "`, " + s
	}
	return s
}

func defaultOf(f *pflag.Flag) string {
	if f.DefValue == "" || f.DefValue == "false" || f.DefValue == "[]" {
		return ""
	}
	return " (default " + f.DefValue + ")"
}

func indent(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = "    " + strings.TrimSpace(l)
	}
	return strings.Join(lines, "\n")
}
