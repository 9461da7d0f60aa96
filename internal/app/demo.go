package app

import (
	"context"
	"errors"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/demo"
	"github.com/pgadept/pgadept/internal/pg"
)

// Demo is a running demo and its check-up.
type Demo struct {
	DSN    string
	Report *advice.Report
	stop   func(context.Context) error
}

// Stop ends the demo's server and removes its files.
func (d *Demo) Stop(ctx context.Context) error { return d.stop(ctx) }

// StartDemo builds the demo database on a throwaway server of the given major
// version (0: an installed one) and checks it up. The caller stops it.
func StartDemo(ctx context.Context, major int, progress func(string)) (*Demo, error) {
	if major != 0 && (major < pg.OldestMajor || major > pg.NewestMajor) {
		return nil, usage("PostgreSQL %d is not supported; ask for %d to %d", major, pg.OldestMajor, pg.NewestMajor)
	}
	d, err := demo.Start(ctx, demo.Options{Major: major, Progress: progress})
	if err != nil {
		return nil, &TargetError{err}
	}
	r, err := Check(ctx, Target{Words: d.DSN()}, CheckOptions{})
	if err != nil {
		return nil, errors.Join(err, d.Stop(ctx))
	}
	return &Demo{DSN: d.DSN(), Report: r, stop: d.Stop}, nil
}
