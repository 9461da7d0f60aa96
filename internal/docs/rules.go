package main

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/app"
	"github.com/pgadept/pgadept/rules"
)

// rulePages are the manual pages of all rules and their index.
func rulePages() map[string]string {
	pages := map[string]string{}
	var index strings.Builder
	index.WriteString(generated + "# The rules\n")
	area := ""
	for _, r := range rules.All() {
		pages["rules/"+r.ID+".md"] = generated + app.RulePage(r)
		if r.Area() != area {
			area = r.Area()
			fmt.Fprintf(&index, "\n## %s\n\n| rule | usually | finds |\n|---|---|---|\n", area)
		}
		fmt.Fprintf(&index, "| [`%s`](%s.md) | %s | %s |\n", r.ID, r.ID, r.Severity, r.Title)
	}
	pages["rules/README.md"] = index.String()
	return pages
}
