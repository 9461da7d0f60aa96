package sizing_test

import (
	"math"
	"testing"

	"github.com/pgadept/pgadept/internal/sizing"
)

// defaults are the settings of an untouched server of version 18.
var defaults = sizing.Autovacuum{
	VacuumThreshold: 50, VacuumScaleFactor: 0.2, VacuumMaxThreshold: 100_000_000,
	InsertThreshold: 1000, InsertScaleFactor: 0.2,
	AnalyzeThreshold: 50, AnalyzeScaleFactor: 0.1,
}

// The limits are those that an 18.4 server printed at log level DEBUG3 for
// four tables of its own.
func TestAutovacuumLimits(t *testing.T) {
	t.Parallel()
	with := func(change func(*sizing.Autovacuum)) sizing.Autovacuum {
		a := defaults
		change(&a)
		return a
	}
	for _, c := range []struct {
		name                   string
		a                      sizing.Autovacuum
		rows, unfrozen         float64
		dead, inserts, changes float64
	}{
		{"the defaults, all frozen", defaults, 20_000, 0, 4050, 1000, 2050},
		{"the defaults, nothing frozen", defaults, 20_000, 1, 4050, 5000, 2050},
		{"a maximum of its own", with(func(a *sizing.Autovacuum) { a.VacuumMaxThreshold = 1000 }), 50_000, 0, 1000, 1000, 5050},
		{"no maximum", with(func(a *sizing.Autovacuum) { a.VacuumMaxThreshold = sizing.Disabled }), 1e9, 1, 200_000_050, 200_001_000, 100_000_050},
		{"a billion rows meet the maximum of 18", defaults, 1e9, 1, 100_000_000, 200_001_000, 100_000_050},
		{"never counted", defaults, -1, 1, 50, 1000, 50},
	} {
		if got := c.a.DeadRowsAllowed(c.rows); math.Abs(got-c.dead) > 0.5 {
			t.Errorf("%s: %v dead rows, want %v", c.name, got, c.dead)
		}
		if got, ok := c.a.InsertsAllowed(c.rows, c.unfrozen); !ok || math.Abs(got-c.inserts) > 0.5 {
			t.Errorf("%s: %v inserts, want %v", c.name, got, c.inserts)
		}
		if got := c.a.ChangesAllowed(c.rows); math.Abs(got-c.changes) > 0.5 {
			t.Errorf("%s: %v changes, want %v", c.name, got, c.changes)
		}
	}
}

func TestInsertsNeverBringVacuum(t *testing.T) {
	t.Parallel()
	if _, ok := (sizing.Autovacuum{InsertThreshold: sizing.Disabled}).InsertsAllowed(1000, 1); ok {
		t.Error("an insert threshold of -1 is no limit")
	}
}

func TestUnfrozenShare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pages, frozen int64
		want          float64
	}{{0, 0, 1}, {100, 0, 1}, {100, 25, 0.75}, {100, 100, 0}, {100, 140, 0}} {
		if got := sizing.UnfrozenShare(c.pages, c.frozen); got != c.want {
			t.Errorf("%d of %d pages frozen: %v, want %v", c.frozen, c.pages, got, c.want)
		}
	}
}
