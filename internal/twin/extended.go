package twin

import (
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// extendedStatistics writes pg_statistic_ext_data: distinct counts, dependencies
// and most common combinations as the bytes they are, and the statistics of
// expressions like those of columns.
func (b *builder) extendedStatistics(ctx context.Context) error {
	if len(b.twin.snap.ExtendedStatistics) == 0 {
		return nil
	}
	types, err := b.mapTypes(ctx)
	if err != nil {
		return err
	}
	objects, err := b.statisticsObjects(ctx)
	if err != nil {
		return err
	}
	if err := run(ctx, b.super, query("extended_casts.sql")); err != nil {
		return err
	}
	for i := range b.twin.snap.ExtendedStatistics {
		x := &b.twin.snap.ExtendedStatistics[i]
		name := pg.Name{Schema: x.Schema, Name: x.Name}
		o, ok := objects[name]
		if !ok {
			b.miss("statistics", name, "the statistics object was not rebuilt", x.TableOID)
			continue
		}
		expressions := b.resultTypes(ctx, x.TableOID, x.Expressions)
		for j := range x.Data {
			if err := b.insertExtended(ctx, x, o, &x.Data[j], types, expressions); err != nil {
				return err
			}
		}
	}
	return run(ctx, b.super, "drop cast (bytea as pg_ndistinct); drop cast (bytea as pg_dependencies); drop cast (bytea as pg_mcv_list)")
}

// statObject is a statistics object of the twin.
type statObject struct {
	oid     pg.OID
	columns []pg.OID // the types of its columns, in their order
}

func (b *builder) statisticsObjects(ctx context.Context) (map[pg.Name]statObject, error) {
	rows, err := b.super.Query(ctx, query("statistics_objects.sql"))
	if err != nil {
		return nil, err
	}
	out := map[pg.Name]statObject{}
	var name pg.Name
	var oid pg.OID
	var columns []uint32
	_, err = pgx.ForEachRow(rows, []any{&name.Schema, &name.Name, &oid, &columns}, func() error {
		o := statObject{oid: oid}
		for _, c := range columns {
			o.columns = append(o.columns, pg.OID(c))
		}
		out[name] = o
		return nil
	})
	return out, err
}

// insertExtended writes the data of one object. What of it the server or we
// refuse is Missing.
func (b *builder) insertExtended(ctx context.Context, x *snapshot.ExtendedStatistics, o statObject, d *snapshot.ExtendedData, types *typeMap, expressions []pg.OID) error {
	name := pg.Name{Schema: x.Schema, Name: x.Name}
	part := func(what string, raw []byte, err error) any {
		if err != nil {
			b.miss("statistics", name, what+": "+err.Error(), x.TableOID)
		}
		if err != nil || raw == nil {
			return nil
		}
		return raw
	}
	ndistinct, err := extBytes(d.NDistinctRaw, d.NDistinct, ndistinctMagic, true)
	dependencies, err2 := extBytes(d.DependenciesRaw, d.Dependencies, dependenciesMagic, false)
	mcv, err3 := b.mcvBytes(x, d, types, slices.Concat(o.columns, expressions))
	args := []any{o.oid, part("distinct counts", ndistinct, err), part("dependencies", dependencies, err2), part("most common combinations", mcv, err3)}
	if b.twin.major >= 15 {
		args = append(args, d.Inherit)
	}
	if err := run(ctx, b.plain, "truncate statistic_rows"); err != nil {
		return err
	}
	var rows [][]any
	for i := range d.Expressions {
		var of statColumn
		if i < len(expressions) {
			of.typ = expressions[i]
		}
		rows = append(rows, append([]any{i, pg.OID(0), int16(0), false}, b.words.statistic(&d.Expressions[i], of)...))
	}
	if _, err := b.plain.CopyFrom(ctx, pgx.Identifier{"statistic_rows"}, statisticColumns(), pgx.CopyFromRows(rows)); err != nil {
		return err
	}
	_, err = b.plain.Exec(ctx, b.extendedSQL(), args...)
	var refused *pgconn.PgError
	if errors.As(err, &refused) && !b.plain.IsClosed() {
		b.miss("statistics", name, refused.Message, x.TableOID)
		return nil
	}
	return err
}

// extendedSQL is the statement for this version.
func (b *builder) extendedSQL() string {
	inherit, expressions := "", ""
	if b.twin.major >= 15 {
		inherit = "$5::bool, "
	}
	if b.twin.major >= 14 {
		expressions = query("extended_expressions.sql")
	}
	return strings.NewReplacer("{inherit}", inherit, "{expressions}", expressions).Replace(query("insert_extended.sql"))
}

// extBytes takes the bytes as production has them, or makes them from the text.
func extBytes(rawHex, text string, magic uint32, wide bool) ([]byte, error) {
	switch {
	case rawHex != "":
		raw, err := hex.DecodeString(rawHex)
		if err == nil {
			_, err = unpackExt(raw, magic, wide)
		}
		return raw, err
	case text == "":
		return nil, nil
	}
	items, err := readExt(text)
	return packExt(magic, wide, items), err
}

func (b *builder) mcvBytes(x *snapshot.ExtendedStatistics, d *snapshot.ExtendedData, types *typeMap, columns []pg.OID) ([]byte, error) {
	if d.MCVRaw == "" {
		if slices.Contains(x.Kinds, "m") && !b.rawExtended() {
			return nil, errors.New("the role that collected may not read them")
		}
		return nil, nil
	}
	raw, err := hex.DecodeString(d.MCVRaw)
	if err != nil {
		return nil, err
	}
	return remapMCV(raw, types, b.words.known, columns)
}

// rawExtended reports whether the catalog itself was read, and not what the view
// shows of it.
func (b *builder) rawExtended() bool {
	for i := range b.twin.snap.ExtendedStatistics {
		for _, d := range b.twin.snap.ExtendedStatistics[i].Data {
			if d.NDistinctRaw != "" || d.DependenciesRaw != "" || d.MCVRaw != "" {
				return true
			}
		}
	}
	return false
}
