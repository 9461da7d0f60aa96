package advice_test

import (
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// A rule that fails half-way says so; what it had found by then is no verdict.
func TestFailingRuleIsNotClean(t *testing.T) {
	t.Parallel()
	r := &advice.Rule{ID: "test/failing", Check: func(p *advice.Pass) {
		p.Report(advice.Finding{Title: "half a verdict"})
		var t *snapshot.Relation
		_ = t.Name
	}}
	out := advice.Run(r, snapshot.NewCatalog(&snapshot.Snapshot{}), nil)
	if out.State != advice.NotAssessable || len(out.Findings) != 0 || len(out.Unassessed) != 1 || !strings.Contains(out.Unassessed[0].Why, "please report it") {
		t.Errorf("got %+v", out)
	}
}

// A rule that needs an area that was seen in part is never clean; one whose
// area is missing whole does not run.
func TestNeedsDecide(t *testing.T) {
	t.Parallel()
	ran := 0
	r := &advice.Rule{ID: "test/needy", Needs: []snapshot.Area{snapshot.AreaLocks}, Check: func(*advice.Pass) { ran++ }}
	for _, c := range []struct {
		unseen []snapshot.NotSeen
		state  advice.State
		runs   int
	}{
		{nil, advice.Clean, 1},
		{[]snapshot.NotSeen{{Area: snapshot.AreaRoles, Why: "x"}}, advice.Clean, 1},
		{[]snapshot.NotSeen{{Area: snapshot.AreaLocks, Partial: true, Why: "x"}}, advice.NotAssessable, 1},
		{[]snapshot.NotSeen{{Area: snapshot.AreaLocks, Why: "x"}}, advice.NotAssessable, 0},
	} {
		ran = 0
		out := advice.Run(r, snapshot.NewCatalog(&snapshot.Snapshot{NotSeen: c.unseen}), nil)
		if out.State != c.state || ran != c.runs {
			t.Errorf("unseen %v: state %s after %d runs, want %s after %d", c.unseen, out.State, ran, c.state, c.runs)
		}
	}
}
