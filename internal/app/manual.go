package app

import (
	"fmt"
	"io"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/rules"
)

// ListRules prints one line a rule, by area.
func ListRules(w io.Writer) error {
	var b strings.Builder
	area := ""
	for _, r := range rules.All() {
		if r.Area() != area {
			if area != "" {
				b.WriteByte('\n')
			}
			area = r.Area()
			fmt.Fprintf(&b, "%s\n", area)
		}
		fmt.Fprintf(&b, "  %-44s %-9s %s\n", r.ID, r.Severity, r.Title)
	}
	fmt.Fprintf(&b, "\n%d rules; `pgadept rules ID` prints one's manual\n", len(rules.All()))
	_, err := io.WriteString(w, b.String())
	return err
}

// Manual prints a rule's manual page: its declaration, then its text.
func Manual(w io.Writer, id string) error {
	r := rules.Lookup(id)
	if r == nil {
		return &UsageError{unknownRule(id)}
	}
	_, err := io.WriteString(w, RulePage(r))
	return err
}

// RulePage is the manual page of a rule with what its declaration says: the
// same text is `pgadept rules ID` and docs/rules/.
func RulePage(r *advice.Rule) string {
	text, _ := rules.Page(r.ID)
	title, rest, _ := strings.Cut(text, "\n")
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n`%s` · usually %s%s\n", title, r.ID, r.Severity, versions(r))
	needs := make([]string, len(r.Needs))
	for i, a := range r.Needs {
		needs[i] = strings.ReplaceAll(string(a), "_", " ")
	}
	fmt.Fprintf(&b, "\nReads: %s. Where one of these cannot be read, the rule says so and is not assessable.\n", strings.Join(needs, ", "))
	if len(r.Thresholds) > 0 {
		b.WriteString("\n| threshold | default | meaning |\n|---|---|---|\n")
		for _, t := range r.Thresholds {
			fmt.Fprintf(&b, "| `%s` | %v %s | %s |\n", t.Name, plain(t.Default), t.Unit, t.Doc)
		}
	}
	b.WriteString(rest)
	return b.String()
}

func versions(r *advice.Rule) string {
	switch {
	case r.Since > 0 && r.Until > 0:
		return fmt.Sprintf(" · PostgreSQL %d to %d", r.Since, r.Until)
	case r.Since > 0:
		return fmt.Sprintf(" · PostgreSQL %d and later", r.Since)
	case r.Until > 0:
		return fmt.Sprintf(" · PostgreSQL up to %d", r.Until)
	}
	return ""
}

// plain prints a number without an exponent.
func plain(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.6f", v), "0"), ".")
}
