// Package rules is what pgadept knows: one folder an area, one rule three
// files with one stem (value and pure check, page, cases).
package rules

import (
	"embed"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

//go:generate go run ../internal/newrule -list

//go:embed */*.md
var pages embed.FS

// Page returns the manual page of a rule in Markdown.
func Page(id string) (string, bool) {
	b, err := pages.ReadFile(id + ".md")
	return string(b), err == nil
}

// Lookup returns the rule with that ID, or nil.
func Lookup(id string) *advice.Rule {
	for _, r := range All() {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// Near returns rules whose ID somebody may have meant: those that begin as
// typed, those that contain the words after the slash, then the rest of the
// area before it.
func Near(typed string) []string {
	area, stem, ok := strings.Cut(typed, "/")
	if !ok {
		area, stem = "", typed
	}
	var same, alike, neighbours []string
	for _, r := range All() {
		switch {
		case typed != "" && strings.HasPrefix(r.ID, typed):
			same = append(same, r.ID)
		case stem != "" && strings.Contains(r.ID, stem):
			alike = append(alike, r.ID)
		case r.Area() == area:
			neighbours = append(neighbours, r.ID)
		}
	}
	return slices.Concat(same, alike, neighbours)
}
