package app

import (
	"context"
	"errors"
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/rebuild"
	"github.com/pgadept/pgadept/internal/session"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/twin"
)

// Twin is a running twin of a target.
type Twin struct {
	ConnString string
	About      advice.Target
	Missing    []advice.Lacking
	Compared   *Compared // nil where it was not asked for
	stop       func(context.Context) error
}

// TwinOptions say how to start a twin.
type TwinOptions struct {
	Compare  bool         // compare its plans with those of the target, a live database
	Progress func(string) // told what goes on; may be nil
}

// Compared says how many plans of the workload are the same in production, field
// for field, and names those that are not.
type Compared struct {
	Same, Planned int
	Others        []string
}

// Stop ends the twin and removes its files.
func (t *Twin) Stop(ctx context.Context) error { return t.stop(ctx) }

// StartTwin builds a twin of the target. The caller stops it.
func StartTwin(ctx context.Context, t Target, opt TwinOptions) (*Twin, error) {
	file, dsn, err := t.resolve()
	if err != nil {
		return nil, err
	}
	if opt.Compare && file != "" {
		return nil, usage("--compare is for a live database: a snapshot has no plans to compare with")
	}
	_, about, w, err := twinOf(ctx, t, opt.Progress)
	if err != nil {
		return nil, err
	}
	out := &Twin{ConnString: w.ConnString(), About: about, Missing: lacking(w.Missing), stop: w.Close}
	if opt.Compare {
		if out.Compared, err = compare(ctx, dsn, w); err != nil {
			return nil, errors.Join(err, w.Close(ctx))
		}
	}
	return out, nil
}

// compare plans the workload on both sides: generically, and with values drawn from
// the statistics.
func compare(ctx context.Context, dsn string, w *twin.Twin) (*Compared, error) {
	s, err := session.Open(ctx, dsn)
	if err != nil {
		return nil, &TargetError{err}
	}
	defer s.Close(context.WithoutCancel(ctx)) // it only planned
	queries, _, err := w.Workload(ctx)
	if err != nil {
		return nil, &TargetError{err}
	}
	var questions []twin.Question
	for _, q := range queries {
		questions = append(questions, twin.Question{SQL: q.SQL, Settings: q.Settings})
		for _, v := range q.Values {
			questions = append(questions, twin.Question{SQL: v.SQL, Settings: q.Settings})
		}
	}
	list, err := w.Compare(ctx, s, questions)
	if err != nil {
		return nil, &TargetError{err}
	}
	out := &Compared{}
	for _, c := range list {
		if c.Twin.Err != nil {
			continue
		}
		switch out.Planned++; {
		case c.Same:
			out.Same++
		case c.Production.Err != nil:
			out.Others = append(out.Others, fmt.Sprintf("not planned there (%v): %s", c.Production.Err, advice.Excerpt(c.SQL)))
		default:
			out.Others = append(out.Others, fmt.Sprintf("cost %s on the twin, %s there: %s", costOf(c.Twin), costOf(c.Production), advice.Excerpt(c.SQL)))
		}
	}
	return out, nil
}

func costOf(a twin.Answer) string {
	node, err := parsed(a)
	if err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%.2f", node.TotalCost)
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
