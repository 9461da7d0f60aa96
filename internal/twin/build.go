package twin

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/rebuild"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// builder is one twin under construction.
type builder struct {
	twin  *Twin
	opt   Options
	cat   *snapshot.Catalog
	admin *pgx.Conn // the keeper, in another database
	super *pgx.Conn // the keeper, in the twin's database
	plain *pgx.Conn // Role, in the twin's database

	mu        sync.Mutex // guards twin.Missing
	metapages map[pg.OID]*snapshot.IndexPages
	words     words
	stats     map[endID]*snapshot.ColumnStatistics // of columns, without children
	segments  int64                                // further files of relations over 1 GiB, so far
	objects   map[pg.OID]object                    // of production's relations and indexes, by production's OID
}

func newBuilder(s *snapshot.Snapshot, opt Options) *builder {
	b := &builder{
		opt:       opt,
		cat:       snapshot.NewCatalog(s),
		twin:      &Twin{snap: s, major: s.Major(), database: databaseName(s), real: map[string]int64{}, scale: map[pg.OID]float64{}},
		metapages: make(map[pg.OID]*snapshot.IndexPages, len(s.IndexPages)),
		stats:     make(map[endID]*snapshot.ColumnStatistics, len(s.ColumnStatistics)),
	}
	for i := range s.IndexPages {
		b.metapages[s.IndexPages[i].OID] = &s.IndexPages[i]
	}
	for i := range s.ColumnStatistics {
		if c := &s.ColumnStatistics[i]; !c.Inherited {
			b.stats[endID{c.TableOID, 0, c.Attnum}] = c
		}
	}
	return b
}

// Build starts a server of the snapshot's major version and makes it plan as
// the snapshot's database does. The caller closes the twin. ctx bounds the
// building alone. What cannot be rebuilt is an entry of Missing and no error.
func Build(ctx context.Context, s *snapshot.Snapshot, opt Options) (*Twin, error) {
	if opt.Progress == nil {
		opt.Progress = func(string) {}
	}
	if err := possible(s); err != nil {
		return nil, err
	}
	b := newBuilder(s, opt)
	err := b.build(ctx)
	if err == nil {
		return b.twin, nil
	}
	err = fmt.Errorf("build a twin of %s: %w", s.Server.Database, err)
	if b.twin.server != nil {
		err = errors.Join(err, b.twin.Close(ctx))
	}
	return nil, err
}

// The layout that PostgreSQL has unless it is built otherwise. Files of another
// would not fit the server that we can get.
const (
	blockSize     = 8192
	segmentBlocks = 131072 // blocks of one file of a relation, 1 GiB
)

func possible(s *snapshot.Snapshot) error {
	if m := s.Major(); m < pg.OldestMajor || m > pg.NewestMajor {
		return fmt.Errorf("build a twin: the snapshot is of PostgreSQL %s; twins are of %d to %d", s.Server.Version, pg.OldestMajor, pg.NewestMajor)
	}
	if n := s.Server.BlockSize; n != 0 && n != blockSize {
		return fmt.Errorf("build a twin: production's blocks have %d bytes; twins have %d", n, blockSize)
	}
	for i := range s.Settings {
		if x := &s.Settings[i]; x.Name == "segment_size" && x.Value != fmt.Sprint(segmentBlocks) {
			return fmt.Errorf("build a twin: production's files have %s blocks; a twin's have %d", x.Value, segmentBlocks)
		}
	}
	return nil
}

// databaseName is production's, so that its own settings and current_database()
// are the same, unless the server needs that name for itself.
func databaseName(s *snapshot.Snapshot) string {
	switch name := s.Server.Database; name {
	case "", "template0", "template1":
		return "twin"
	default:
		return name
	}
}

// build runs the steps, each on what the ones before have made.
func (b *builder) build(ctx context.Context) error {
	defer b.disconnect(ctx)
	for _, step := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"start a server", b.startServer},
		{"create the database", b.createDatabase},
		{"connect", b.connect},
		{"rebuild the schema", func(ctx context.Context) error { return b.rebuildSchema(ctx, b.opt.extensions) }},
		{"find what was rebuilt", b.findObjects},
		{"look up types and operators", func(ctx context.Context) error { return b.resolveWords(ctx, b.allStatistics()) }},
		{"insert end points", b.endPoints},
		{"write statistics", b.statistics},
		{"write extended statistics", b.extendedStatistics},
		{"write sizes", b.classes},
		{"lend roles", b.lendRoles},
		{"set parameters", b.settings},
		{"tidy up", func(ctx context.Context) error { return run(ctx, b.super, "drop schema pgadept_build cascade") }},
		{"set file sizes", b.files},
	} {
		b.opt.Progress(step.what)
		if err := step.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", step.what, err)
		}
	}
	return nil
}

func (b *builder) connect(ctx context.Context) (err error) {
	if b.super, err = connect(ctx, b.twin.connString(keeper, b.twin.database)); err != nil {
		return err
	}
	b.plain, err = connect(ctx, b.twin.connString(Role, b.twin.database))
	return err
}

// disconnect closes the connections. The server outlives them or is gone.
func (b *builder) disconnect(ctx context.Context) {
	for _, c := range []*pgx.Conn{b.admin, b.super, b.plain} {
		if c != nil {
			c.Close(context.WithoutCancel(ctx))
		}
	}
}

// miss notes an object that is not as it was, and the relations that this
// concerns. Several goroutines may.
func (b *builder) miss(kind string, name pg.Name, reason string, affects ...pg.OID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.twin.Missing = append(b.twin.Missing, Missing{
		Object: rebuild.Object{Kind: kind, Name: name},
		Reason: reason, Affects: affects,
	})
}
