package app_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/app"
	"github.com/pgadept/pgadept/internal/demo"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/rules"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// TestDemo builds the demo once and looks at it in several ways.
func TestDemo(t *testing.T) {
	t.Parallel()
	d, err := app.StartDemo(t.Context(), pgtest.DefaultMajor(), func(s string) { t.Log(s) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	t.Run("finds every planted fault", func(t *testing.T) { everyFault(t, d.Report) })
	t.Run("shows the session that waits", func(t *testing.T) { blocked(t, d.DSN) })
	t.Run("with pg_monitor alone", func(t *testing.T) { asMonitor(t, d.DSN, d.Report) })
	t.Run("a masked snapshot finds the same", func(t *testing.T) { masked(t, d) })
}

func everyFault(t *testing.T, r *advice.Report) {
	found := map[demo.Fault]bool{}
	for _, f := range r.Findings {
		found[demo.Fault{Rule: f.Rule, Object: f.Object.String()}] = true
		found[demo.Fault{Rule: f.Rule}] = true
	}
	for _, fault := range demo.Planted {
		if !found[fault] {
			t.Errorf("planted fault not found: %s on %s", fault.Rule, fault.Object)
		}
	}
	if len(demo.Planted) < 40 {
		t.Errorf("%d faults are planted, want at least 40", len(demo.Planted))
	}
}

// blocked looks for the session that waits, without the ten seconds that it
// must have waited for to be reported.
func blocked(t *testing.T, dsn string) {
	s, _, err := app.Load(t.Context(), app.Target{Words: dsn})
	if err != nil {
		t.Fatal(err)
	}
	r := app.Examine(s, []*advice.Rule{rules.Lookup("locks/blocking-tree")}, &app.Config{Thresholds: map[string]map[string]float64{"locks/blocking-tree": {"min_seconds": 0}}})
	if len(r.Findings) != 1 || !strings.Contains(r.Findings[0].Title, "nightly-report") {
		t.Errorf("found %+v, want one tree under nightly-report", r.Findings)
	}
}

// asMonitor looks again as a role with pg_monitor and nothing else. What it
// misses must be explained by what it could not see, and no rule that found
// something as superuser may say clean.
func asMonitor(t *testing.T, dsn string, whole *advice.Report) {
	conn := pgtest.Conn(t, dsn)
	pgtest.Exec(t, conn, "create role checker login", "grant pg_monitor to checker")
	r, err := app.Check(t.Context(), app.Target{Words: pgtest.As(t, dsn, "checker")}, app.CheckOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.NotSeen) == 0 {
		t.Error("pg_monitor alone sees less than a superuser, and the report does not say so")
	}
	seen := map[string]bool{}
	for _, f := range r.Findings {
		seen[f.Fingerprint] = true
	}
	outcome := map[string]advice.Outcome{}
	for _, o := range r.Rules {
		outcome[o.Rule] = o
	}
	for _, f := range whole.Findings {
		if seen[f.Fingerprint] {
			continue
		}
		o := outcome[f.Rule]
		if o.State == advice.Clean || len(explained(o, r.NotSeen)) == 0 {
			t.Errorf("%s on %s is found as superuser; as pg_monitor the rule is %s with %v and not_seen does not explain it", f.Rule, f.Object, o.State, o.Unassessed)
		}
	}
	extra := map[string]bool{}
	for _, f := range whole.Findings {
		extra[f.Fingerprint] = true
	}
	for _, f := range r.Findings {
		if !extra[f.Fingerprint] && f.Rule != "locks/blocking-tree" { // which comes with time
			t.Errorf("%s on %s is found with pg_monitor and not as superuser", f.Rule, f.Object)
		}
	}
}

// explained are the areas that kept a rule from judging and stand in not_seen
// with what would show them.
func explained(o advice.Outcome, notSeen []snapshot.NotSeen) []snapshot.Area {
	var out []snapshot.Area
	for _, u := range o.Unassessed {
		for _, n := range notSeen {
			if n.Area == u.Area && n.Grant != "" {
				out = append(out, n.Area)
			}
		}
	}
	return out
}

// masked takes a masked snapshot file: what is read from values cannot be
// judged there, and nothing that is lost may be called clean.
func masked(t *testing.T, d *app.Demo) {
	file := filepath.Join(t.TempDir(), "shop.pgsnap")
	if _, _, err := app.TakeSnapshot(t.Context(), app.Target{Words: d.DSN}, app.SnapshotOptions{Out: file, Mask: true}, nil); err != nil {
		t.Fatal(err)
	}
	s, _, err := app.Load(t.Context(), app.Target{Words: file})
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, value := range []string{"@example.com", "Customer 7", "SKU-1", "SAVE1", "please ring"} {
		if strings.Contains(string(raw), value) {
			t.Errorf("the data value %q is in a masked snapshot", value)
		}
	}
	r := app.Examine(s, rules.All(), nil)
	seen := map[string]bool{}
	for _, f := range r.Findings {
		seen[f.Fingerprint] = true
	}
	outcome := map[string]advice.State{}
	for _, o := range r.Rules {
		outcome[o.Rule] = o.State
	}
	for _, f := range d.Report.Findings {
		if !seen[f.Fingerprint] && outcome[f.Rule] != advice.NotAssessable {
			t.Errorf("%s on %s is lost by masking, and the rule is %s", f.Rule, f.Object, outcome[f.Rule])
		}
	}
}
