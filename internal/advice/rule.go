package advice

import (
	"fmt"
	"strings"

	"github.com/pgadept/pgadept/internal/snapshot"
)

// Rule is one thing an expert looks for.
type Rule struct {
	ID         string          // area/trouble: its path
	Title      string          // the trouble in a few words, for lists: "two indexes with the same definition"
	Severity   Severity        // the usual one; a finding may differ
	Needs      []snapshot.Area // areas without which it is not assessable
	Wants      []snapshot.Area // areas that sharpen it; a rule runs without them
	Since      int             // oldest major version where it applies, 0 for all
	Until      int             // newest major version where it applies, 0 for all
	Thresholds []Threshold
	Check      func(*Pass)
}

// Threshold is a figure that a user may override in .pgadept.yaml.
type Threshold struct {
	Name    string
	Default float64
	Unit    string // rows, bytes, days, percent, transactions, seconds …
	Doc     string // one clause
}

// Area is the part of the ID before the slash.
func (r *Rule) Area() string {
	area, _, _ := strings.Cut(r.ID, "/")
	return area
}

// Validate reports what is missing in a rule's declaration.
func (r *Rule) Validate() error {
	area, trouble, ok := strings.Cut(r.ID, "/")
	switch {
	case !ok || area == "" || trouble == "":
		return fmt.Errorf("rule ID %q is not area/trouble", r.ID)
	case r.Title == "":
		return fmt.Errorf("rule %s has no title", r.ID)
	case r.Severity.Rank() < 0:
		return fmt.Errorf("rule %s has no severity", r.ID)
	case r.Check == nil:
		return fmt.Errorf("rule %s has no check", r.ID)
	case len(r.Needs) == 0:
		return fmt.Errorf("rule %s needs no area", r.ID)
	}
	return nil
}
