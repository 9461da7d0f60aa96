package app

import (
	"context"
	"io"
	"os"
	"strings"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/mask"
	"github.com/pgadept/pgadept/internal/report"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SnapshotOptions say how to write a snapshot.
type SnapshotOptions struct {
	Out   string // the file; "" for one named after the database, "-" for Stdout
	Mask  bool   // replace data values
	Force bool   // replace an existing file
}

// TakeSnapshot reads the target, and of it what a twin needs besides, and writes
// it to a file, readable by its owner alone, since statistics and the ends of
// indexes hold data. It returns the file's name.
func TakeSnapshot(ctx context.Context, t Target, opt SnapshotOptions, stdout io.Writer) (string, *snapshot.Snapshot, error) {
	if err := mayWrite(opt.Out, opt.Force); err != nil {
		return "", nil, err
	}
	s, _, err := load(ctx, t, collect.Options{Planner: true})
	if err != nil {
		return "", nil, err
	}
	if opt.Mask {
		mask.Snapshot(s)
	}
	if opt.Out == "-" {
		return "-", s, snapshot.Write(stdout, s)
	}
	out := opt.Out
	if out == "" {
		out = fileName(s.Server.Database) + ".pgsnap"
		if err := mayWrite(out, opt.Force); err != nil {
			return "", nil, err
		}
	}
	return out, s, writePrivate(out, func(w io.Writer) error { return snapshot.Write(w, s) })
}

func mayWrite(path string, force bool) error {
	if path == "" || path == "-" {
		return nil
	}
	if _, err := os.Lstat(path); err == nil && !force {
		return usage("%s exists already; name another file with -o, or add --force to replace it", path)
	}
	return CanWrite(path)
}

// fileName turns a database's name, which may hold anything, into a file's.
func fileName(database string) string {
	safe := func(r rune) rune {
		if r == '-' || r == '_' || r == '.' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}
	name := strings.Map(safe, database)
	if strings.HasPrefix(name, ".") {
		return "db" + name
	}
	return name
}

// ShowSnapshot prints what a snapshot holds.
func ShowSnapshot(ctx context.Context, t Target, w io.Writer) error {
	s, _, err := Load(ctx, t)
	if err != nil {
		return err
	}
	return report.Overview(w, s)
}
