package twin

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
)

// object is a relation or index of the twin.
type object struct {
	oid  pg.OID
	kind string // relkind
	file string // of its main fork, below the data directory; empty where there is none
}

// findObjects pairs production's relations and indexes with the twin's, by name,
// and names those that have no counterpart.
func (b *builder) findObjects(ctx context.Context) error {
	rows, err := b.super.Query(ctx, query("objects.sql"))
	if err != nil {
		return err
	}
	found := map[pg.Name]object{}
	var schema, name string
	var o object
	if _, err := pgx.ForEachRow(rows, []any{&schema, &name, &o.oid, &o.kind, &o.file}, func() error {
		found[pg.Name{Schema: schema, Name: name}] = o
		return nil
	}); err != nil {
		return err
	}
	said := map[pg.Name]bool{}
	for _, m := range b.twin.Missing {
		said[m.Object.Name] = true
	}
	b.objects = make(map[pg.OID]object, len(found))
	b.twin.objects = b.objects
	pair := func(oid pg.OID, n pg.Name, what string) {
		o, ok := found[n]
		switch {
		case ok:
			b.objects[oid] = o
		case !said[n]:
			b.miss(what, n, "it was not rebuilt", oid)
		}
	}
	s := b.twin.snap
	for i := range s.Relations {
		if r := &s.Relations[i]; !r.System && r.Persistence != "t" && kinds[r.Kind] != "" {
			pair(r.OID, r.PG(), kinds[r.Kind])
		}
	}
	for i := range s.Indexes {
		x := &s.Indexes[i]
		if t := b.cat.Relation(x.TableOID); t == nil || t.System || t.Persistence == "t" {
			continue
		}
		pair(x.OID, x.PG(), "index")
	}
	return nil
}

// kinds are the relations that the planner knows by themselves.
var kinds = map[string]string{
	"r": "table", "p": "partitioned table", "m": "materialized view", "f": "foreign table", "v": "view",
}

// nameOf is the name of production's relation or index.
func (b *builder) nameOf(oid pg.OID) pg.Name {
	if r := b.cat.Relation(oid); r != nil {
		return r.PG()
	}
	if x := b.cat.Index(oid); x != nil {
		return x.PG()
	}
	return pg.Name{Name: fmt.Sprintf("oid %d", oid)}
}
