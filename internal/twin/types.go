package twin

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// mapTypes pairs production's types and enum labels with the twin's, by name.
func (b *builder) mapTypes(ctx context.Context) (*typeMap, error) {
	type label struct {
		typ  pg.Name
		text string
	}
	types, arrays, labels := map[pg.Name]pg.OID{}, map[pg.Name]pg.OID{}, map[label]pg.OID{}
	rows, err := b.super.Query(ctx, query("types.sql"))
	if err != nil {
		return nil, err
	}
	var name pg.Name
	var oid, array, labelOID pg.OID
	var text string
	if _, err := pgx.ForEachRow(rows, []any{&name.Schema, &name.Name, &oid, &array, &text, &labelOID}, func() error {
		types[name], arrays[name] = oid, array
		if labelOID != 0 {
			labels[label{name, text}] = labelOID
		}
		return nil
	}); err != nil {
		return nil, err
	}
	m := &typeMap{map[pg.OID]pg.OID{}, map[pg.OID]pg.OID{}, map[pg.OID]inner{}}
	for i := range b.twin.snap.Types {
		t := &b.twin.snap.Types[i]
		if types[t.PG()] == 0 {
			continue
		}
		m.types[t.OID] = types[t.PG()]
		if t.ArrayOID != 0 {
			m.types[t.ArrayOID] = arrays[t.PG()]
		}
		for n, l := range t.Labels {
			if to := labels[label{t.PG(), l}]; to != 0 && n < len(t.LabelOIDs) {
				m.labels[t.LabelOIDs[n]] = to
			}
		}
	}
	m.classify(b.twin.snap.Types)
	return m, nil
}

// classify says what the types' values hold. A domain comes after what it is
// based on, for it was made later.
func (m *typeMap) classify(types []snapshot.Type) {
	of := func(oid pg.OID) inner {
		if oid < firstUserOID {
			return innerNone
		}
		return m.inner[oid]
	}
	for i := range types {
		t := &types[i]
		kind := innerUnknown
		switch {
		case t.Kind == "b":
			kind = innerNone
		case t.Kind == "e":
			kind = innerLabel
		case t.Kind == "d":
			kind = of(t.BaseOID)
		case t.Kind == "r" && of(t.SubtypeOID) == innerNone:
			kind = innerRange
		}
		m.inner[t.OID] = kind
		switch {
		case t.ArrayOID == 0:
		case kind == innerNone:
			m.inner[t.ArrayOID] = innerArray
		case kind == innerLabel:
			m.inner[t.ArrayOID] = innerLabels
		}
	}
}
