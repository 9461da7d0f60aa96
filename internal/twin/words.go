package twin

import (
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// words are the operators, types and collations that statistics name, with
// their OIDs in the twin; 0 where there is none.
type words struct {
	operators, types, collations map[string]pg.OID
	typeNames                    map[string]string // as SQL
	known                        typesOf
}

// allStatistics are those of the snapshot that the twin can have.
func (b *builder) allStatistics() []*snapshot.ColumnStatistics {
	var out []*snapshot.ColumnStatistics
	for i := range b.twin.snap.ColumnStatistics {
		if c := &b.twin.snap.ColumnStatistics[i]; b.objects[c.TableOID].oid != 0 {
			out = append(out, c)
		}
	}
	for _, x := range b.twin.snap.ExtendedStatistics {
		for _, d := range x.Data {
			for i := range d.Expressions {
				out = append(out, &d.Expressions[i])
			}
		}
	}
	return out
}

// resolveWords looks up what the statistics name.
func (b *builder) resolveWords(ctx context.Context, stats []*snapshot.ColumnStatistics) error {
	known, err := b.loadTypes(ctx)
	if err != nil {
		return err
	}
	w := words{map[string]pg.OID{}, map[string]pg.OID{}, map[string]pg.OID{}, map[string]string{}, known}
	for _, c := range stats {
		for _, s := range c.Slots {
			w.operators[s.Operator], w.types[s.ValueType], w.collations[s.Collation] = 0, 0, 0
		}
	}
	b.words = w
	for _, l := range []struct {
		kind string
		into map[string]pg.OID
	}{{"regoperator", w.operators}, {"regtype", w.types}, {"regcollation", w.collations}} {
		delete(l.into, "")
		if err := b.lookUp(ctx, l.kind, l.into, slices.Sorted(maps.Keys(l.into))); err != nil {
			return err
		}
	}
	return nil
}

// lookUp resolves texts, all at once. One that the server cannot even read is
// found by halving, and stays 0.
func (b *builder) lookUp(ctx context.Context, kind string, into map[string]pg.OID, texts []string) error {
	rows, err := b.super.Query(ctx, "select x, to_"+kind+"(x)::oid, to_"+kind+"(x)::text from unnest($1::text[]) x where to_"+kind+"(x) is not null", texts)
	if err != nil {
		return err
	}
	var text, name string
	var oid pg.OID
	_, err = pgx.ForEachRow(rows, []any{&text, &oid, &name}, func() error {
		into[text] = oid
		if kind == "regtype" {
			b.words.typeNames[text] = name
		}
		return nil
	})
	var refused *pgconn.PgError
	switch {
	case err == nil || errors.As(err, &refused) && len(texts) == 1:
		return nil
	case !errors.As(err, &refused):
		return err
	}
	half := len(texts) / 2
	return errors.Join(b.lookUp(ctx, kind, into, texts[:half]), b.lookUp(ctx, kind, into, texts[half:]))
}
