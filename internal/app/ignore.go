package app

import (
	"fmt"
	"path"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
)

// apply moves the findings that the configuration ignores out of the report,
// and notes what of the configuration had no effect.
func (c *Config) apply(r *advice.Report, now time.Time) {
	kept := make([]advice.Finding, 0, len(r.Findings))
	for _, f := range r.Findings {
		if g := c.match(f, now); g != nil {
			g.hits++
			r.Ignored = append(r.Ignored, advice.Ignored{Finding: f, Reason: g.Reason})
			continue
		}
		kept = append(kept, f)
	}
	r.Findings = kept
	for i := range c.Ignore {
		g := &c.Ignore[i]
		switch {
		case g.expired(now):
			r.Notes = append(r.Notes, fmt.Sprintf("the ignore of %s ended on %s (%s)", g.what(), g.Until, g.Reason))
		case g.hits == 0 && g.asked(r.Rules):
			r.Notes = append(r.Notes, fmt.Sprintf("the ignore of %s matches nothing; remove it (%s)", g.what(), g.Reason))
		}
	}
}

func (c *Config) match(f advice.Finding, now time.Time) *Ignore {
	for i := range c.Ignore {
		g := &c.Ignore[i]
		if !g.expired(now) && g.matches(f) {
			return g
		}
	}
	return nil
}

func (g *Ignore) matches(f advice.Finding) bool {
	if ok, _ := path.Match(g.Rule, f.Rule); !ok {
		return false
	}
	if g.Object == "" {
		return true
	}
	for _, name := range []string{f.Object.String(), f.Object.Name, f.Object.Schema + "." + f.Object.Name} {
		if ok, _ := path.Match(g.Object, name); ok || g.Object == name {
			return true
		}
	}
	return false
}

// asked reports whether a rule that it names judged the database: of one that
// was not asked, or could not be answered, nothing follows.
func (g *Ignore) asked(rules []advice.Outcome) bool {
	known := false
	for _, o := range rules {
		if ok, _ := path.Match(g.Rule, o.Rule); ok {
			if len(o.Unassessed) > 0 {
				return false
			}
			known = true
		}
	}
	return known
}

func (g *Ignore) expired(now time.Time) bool { return !g.until.IsZero() && !now.Before(g.until) }

func (g *Ignore) what() string {
	if g.Object == "" {
		return g.Rule
	}
	return g.Rule + " on " + g.Object
}
