package app

import (
	"context"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/rebuild"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/twin"
)

// Twin is a running twin of a target.
type Twin struct {
	ConnString string
	About      advice.Target
	Missing    []advice.Lacking
	stop       func(context.Context) error
}

// Stop ends the twin and removes its files.
func (t *Twin) Stop(ctx context.Context) error { return t.stop(ctx) }

// StartTwin builds a twin of the target. The caller stops it.
func StartTwin(ctx context.Context, t Target, progress func(string)) (*Twin, error) {
	_, about, w, err := twinOf(ctx, t, progress)
	if err != nil {
		return nil, err
	}
	return &Twin{ConnString: w.ConnString(), About: about, Missing: lacking(w.Missing), stop: w.Close}, nil
}

// twinOf reads the target, and of it what a twin needs besides, and builds one.
func twinOf(ctx context.Context, t Target, progress func(string)) (*snapshot.Snapshot, advice.Target, *twin.Twin, error) {
	s, about, err := load(ctx, t, collect.Options{Planner: true})
	if err != nil {
		return nil, about, nil, err
	}
	w, err := twin.Build(ctx, s, twin.Options{Progress: progress})
	if err != nil {
		return nil, about, nil, &TargetError{err}
	}
	return s, about, w, nil
}

func lacking(list []rebuild.Missing) []advice.Lacking {
	var out []advice.Lacking
	for _, m := range list {
		out = append(out, advice.Lacking{Object: advice.Object{Kind: m.Object.Kind, Schema: m.Object.Name.Schema, Name: m.Object.Name.Name}, Why: m.Reason})
	}
	return out
}
