package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/session"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// Load reads the target: a snapshot file, or a live database.
func Load(ctx context.Context, t Target) (*snapshot.Snapshot, advice.Target, error) {
	return load(ctx, t, collect.Options{})
}

// load is Load that reads of a live database what the options say.
func load(ctx context.Context, t Target, opt collect.Options) (*snapshot.Snapshot, advice.Target, error) {
	file, dsn, err := t.resolve()
	if err != nil {
		return nil, advice.Target{}, err
	}
	if file != "" && t.Ends {
		return nil, advice.Target{}, usage("--ends is for a live database: a snapshot was taken with or without them")
	}
	if file != "" {
		s, err := readFile(file)
		if err != nil {
			return nil, advice.Target{}, &TargetError{err}
		}
		about := describe(s)
		about.Snapshot = file
		return s, about, nil
	}
	opt.Ends = t.Ends
	opt.Tool = Tool + " " + Version
	s, err := collect.From(ctx, dsn, opt)
	if err != nil {
		return nil, advice.Target{}, t.refused(err)
	}
	about := describe(s)
	about.Host = session.Host(dsn)
	return s, about, nil
}

// refused is the error of a connection that was not made: wrong usage where
// the words were no connection string.
func (t Target) refused(err error) error {
	var e *session.ConnectError
	if errors.As(err, &e) && e.Kind == session.BadTarget {
		return &UsageError{err}
	}
	return &TargetError{fmt.Errorf("%w%s", err, t.folderToo())}
}

func readFile(path string) (*snapshot.Snapshot, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the snapshot file %s does not exist; make one with `pgadept snapshot`", path)
	}
	if err != nil {
		return nil, fmt.Errorf("open the snapshot: %w", err)
	}
	defer f.Close()
	s, err := snapshot.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

func describe(s *snapshot.Snapshot) advice.Target {
	about := advice.Target{
		Database:      s.Server.Database,
		ServerVersion: s.Server.Version.String(),
		Platform:      s.Server.Platform,
		Standby:       s.Server.InRecovery,
		NotUTF8:       s.Server.NotUTF8,
	}
	about.Relations, about.Indexes = s.CountUsers()
	for i := range s.Relations {
		about.Bytes += s.Relations[i].Bytes
	}
	for i := range s.Indexes {
		about.Bytes += s.Indexes[i].Bytes
	}
	return about
}
