package app

import (
	"context"
	"path"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/rules"
)

// CheckOptions say what to check and how to judge.
type CheckOptions struct {
	Config *Config  // nil for none
	Only   []string // rule IDs or patterns; all rules when empty

	Prove    bool         // try the fixes on a twin
	Progress func(string) // told what goes on; may be nil
}

// Check makes a full check-up of the target.
func Check(ctx context.Context, t Target, opt CheckOptions) (*advice.Report, error) {
	chosen, err := choose(opt.Only)
	if err != nil {
		return nil, err
	}
	if t.Ends && !opt.Prove {
		return nil, usage("--ends is for --prove: no rule looks at the ends of indexes")
	}
	start := time.Now()
	var read collect.Options
	if len(opt.Only) > 0 {
		read.Areas = readBy(chosen)
	}
	if opt.Prove {
		read = collect.Options{Planner: true} // a twin needs all
	}
	s, about, err := load(ctx, t, read)
	if err != nil {
		return nil, err
	}
	loaded := time.Now()
	r := Examine(s, chosen, opt.Config)
	r.Target = about
	r.Timings.CollectMS = ms(loaded.Sub(start))
	r.Timings.CheckMS = ms(time.Since(loaded))
	if !opt.Prove {
		return r, nil
	}
	if opt.Progress == nil {
		opt.Progress = func(string) {}
	}
	if err := prove(ctx, s, r, opt.Progress); err != nil {
		return nil, err
	}
	r.Timings.ProveMS = ms(time.Since(loaded)) - r.Timings.CheckMS
	return r, nil
}

// readBy are the areas that the rules read, and what a report's head tells of
// a database.
func readBy(chosen []*advice.Rule) []snapshot.Area {
	out := []snapshot.Area{snapshot.AreaRelations, snapshot.AreaSizes}
	for _, r := range chosen {
		out = append(out, r.Needs...)
		out = append(out, r.Wants...)
	}
	return out
}

// notSeen leaves out what no rule had asked for.
func notSeen(s *snapshot.Snapshot) []snapshot.NotSeen {
	return slices.DeleteFunc(slices.Clone(s.NotSeen), func(n snapshot.NotSeen) bool { return n.Unasked })
}

// Examine runs rules over a snapshot.
func Examine(s *snapshot.Snapshot, chosen []*advice.Rule, c *Config) *advice.Report {
	if c == nil {
		c = &Config{}
	}
	cat := snapshot.NewCatalog(s)
	r := &advice.Report{
		Version:     advice.ReportVersion,
		Tool:        advice.Tool{Name: Tool, Version: Version},
		Target:      describe(s),
		CollectedAt: s.CollectedAt,
		NotSeen:     notSeen(s),
		Timings:     advice.Timings{Queries: s.Timings},
	}
	r.Rules = runAll(chosen, cat, c)
	for _, out := range r.Rules {
		r.Findings = append(r.Findings, out.Findings...)
	}
	c.apply(r, s.CollectedAt)
	advice.Rank(r.Findings)
	return r
}

// runAll runs the rules on every processor. They only read the catalog, and
// each writes its own outcome, so the result does not depend on who is first.
func runAll(chosen []*advice.Rule, cat *snapshot.Catalog, c *Config) []advice.Outcome {
	out := make([]advice.Outcome, len(chosen))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, rule := range chosen {
		g.Go(func() error {
			out[i] = advice.Run(rule, cat, c.Thresholds[rule.ID])
			return nil
		})
	}
	g.Wait() // no rule returns an error
	return out
}

// choose returns the rules that the patterns name, all for none.
func choose(only []string) ([]*advice.Rule, error) {
	all := rules.All()
	if len(only) == 0 {
		return all, nil
	}
	var out []*advice.Rule
	picked := map[string]bool{}
	for _, pattern := range only {
		hit := false
		for _, r := range all {
			ok, err := path.Match(pattern, r.ID)
			if err != nil {
				return nil, usage("pattern %q: %w", pattern, err)
			}
			if !ok && pattern != r.Area() {
				continue
			}
			if hit = true; !picked[r.ID] {
				picked[r.ID] = true
				out = append(out, r)
			}
		}
		if !hit {
			return nil, &UsageError{unknownRule(pattern)}
		}
	}
	return out, nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
