package twin

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// indexDefinition is what the twin's catalogs say of an index.
type indexDefinition struct {
	oid         pg.OID
	method      string
	partitioned bool
	unique      bool
	keys        int // columns but for those of INCLUDE
	options     []string
	table       pg.OID
	tableName   pg.Name
	reltuples   float64
	blocks      int64  // of the table
	using       string // the definition from the access method on, without predicate
	predicate   string
	file        string
	columns     []indexColumn
	inputs      []inputColumn
	sets        []columnSet
}

// indexColumn is a column of the index as it is stored.
type indexColumn struct {
	attnum        int16
	length        int16 // attlen: -1 a varlena, -2 a C string
	align         int
	source        int16  // the table's column, 0 for an expression
	expression    string // SQL
	opclass       string
	array         bool   // what is stored is an array
	collation     string // quoted, or empty
	support       string // support function 2 of the operator class: how GIN takes a value apart
	supportSchema string // quoted
}

// inputColumn is a column of the table that the index or its predicate reads.
type inputColumn struct {
	attnum      int16
	name        string
	length      int16
	align       int
	typeOID     pg.OID
	typ         string // SQL
	collate     string // SQL
	subtype     pg.OID // of a range
	subtypeName string // SQL
	statistic   *snapshot.ColumnStatistics
}

// define reads an index's definition and the statistics of what it reads.
func define(ctx context.Context, super *pgx.Conn, index pg.OID) (*indexDefinition, error) {
	d := &indexDefinition{oid: index}
	var kind, text, prefix string
	err := super.QueryRow(ctx, query("new_index.sql"), index).Scan(&d.method, &kind, &d.unique, &d.keys, &d.options,
		&d.table, &d.tableName.Schema, &d.tableName.Name, &d.reltuples, &d.blocks, &text, &prefix, &d.predicate, &d.file)
	if err != nil {
		return nil, err
	}
	d.partitioned = kind == "I"
	var ok bool
	if d.using, ok = strings.CutPrefix(text, prefix); !ok {
		return nil, fmt.Errorf("its definition does not begin as it should: %q", text)
	}
	if d.predicate != "" {
		if d.using, ok = strings.CutSuffix(d.using, " WHERE "+d.predicate); !ok {
			return nil, fmt.Errorf("its definition does not end with its predicate: %q", text)
		}
	}
	if err := d.readColumns(ctx, super); err != nil {
		return nil, err
	}
	if err := d.readInputs(ctx, super); err != nil {
		return nil, err
	}
	return d, d.readSets(ctx, super)
}

func (d *indexDefinition) readColumns(ctx context.Context, super *pgx.Conn) error {
	rows, err := super.Query(ctx, query("new_index_columns.sql"), d.oid)
	if err != nil {
		return err
	}
	d.columns, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c indexColumn, err error) {
		var opclass *string
		err = row.Scan(&c.attnum, &c.length, &c.align, &c.source, &c.expression, &opclass, &c.array, &c.collation, &c.support, &c.supportSchema)
		if opclass != nil {
			c.opclass = *opclass
		}
		return c, err
	})
	return err
}

func (d *indexDefinition) readInputs(ctx context.Context, super *pgx.Conn) error {
	statistics, err := readStatistics(ctx, super, d.table)
	if err != nil {
		return err
	}
	rows, err := super.Query(ctx, query("new_index_inputs.sql"), d.oid, d.table)
	if err != nil {
		return err
	}
	d.inputs, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (c inputColumn, err error) {
		err = row.Scan(&c.attnum, &c.name, &c.length, &c.align, &c.typeOID, &c.typ, &c.collate, &c.subtype, &c.subtypeName)
		c.statistic = statistics[c.attnum]
		return c, err
	})
	return err
}

// readStatistics are the rows of pg_statistic of a relation without its children.
func readStatistics(ctx context.Context, super *pgx.Conn, relation pg.OID) (map[int16]*snapshot.ColumnStatistics, error) {
	rows, err := super.Query(ctx, query("new_index_statistics.sql"), relation)
	if err != nil {
		return nil, err
	}
	out := map[int16]*snapshot.ColumnStatistics{}
	var c snapshot.ColumnStatistics
	var s snapshot.Slot
	_, err = pgx.ForEachRow(rows, []any{&c.Attnum, &c.NullFrac, &c.AvgWidth, &c.NDistinct, &s.Kind, &s.Operator, &s.Collation, &s.Numbers, &s.Values, &s.ValueType}, func() error {
		if out[c.Attnum] == nil {
			one := c
			out[c.Attnum] = &one
		}
		if s.Kind != 0 {
			out[c.Attnum].Slots = append(out[c.Attnum].Slots, s)
			s.Numbers = nil
		}
		return nil
	})
	return out, err
}

// input is the table's column of that number.
func (d *indexDefinition) input(attnum int16) *inputColumn {
	for i := range d.inputs {
		if d.inputs[i].attnum == attnum {
			return &d.inputs[i]
		}
	}
	return nil
}

func (d *indexDefinition) hasExpressions() bool {
	for _, c := range d.columns {
		if c.source == 0 {
			return true
		}
	}
	return false
}

// option is a storage parameter of the index.
func (d *indexDefinition) option(name string) (string, bool) {
	for _, o := range d.options {
		if k, v, _ := strings.Cut(o, "="); k == name {
			return v, true
		}
	}
	return "", false
}

// number is a storage parameter that is a whole number.
func (d *indexDefinition) number(name string, otherwise int) int {
	v, _ := d.option(name)
	if n, err := strconv.Atoi(v); err == nil && n > 0 {
		return n
	}
	return otherwise
}
