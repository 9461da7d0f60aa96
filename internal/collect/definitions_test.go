package collect_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

const definitionsSQL = `
create schema "S";
create extension pg_stat_statements;
create extension citext schema "S";
create function "S".plus(int, int default 7) returns int language sql immutable as 'select $1 + $2';
create function "S".diff(float8, float8) returns float8 language sql immutable as 'select $1 - $2';
create type "S".span as range (subtype = float8, subtype_diff = "S".diff);
create type "S".mood as enum ('low', 'high');
alter type "S".mood add value 'middle' before 'high';
create operator "S".%+% (function = "S".plus, leftarg = int, rightarg = int, commutator = operator("S".%+%));
create aggregate "S".total(int) (sfunc = "S".plus, stype = int, initcond = '0');
create cast (varchar as "S".mood) with inout as implicit;
create text search dictionary "S".plain (template = pg_catalog.simple, stopwords = 'english');
create text search configuration "S".words (parser = pg_catalog."default");
alter text search configuration "S".words add mapping for word, asciiword with "S".plain, pg_catalog.simple;
create table "S".t (id int default "S".plus(1, 2), g int generated always as ("S".plus(id)) stored, m "S".mood, check (id operator("S".%+%) 1 > 0), name text);
create index i on "S".t (("S".plus(id)));
set search_path = "S", pg_catalog;
create domain "S".d as int default plus(1) check ("S".plus(value) > 0);
reset search_path;
create table "S".untouched (id serial primary key, name text check (name <> ''));
create view "S".v as select "S".total(id), 'low'::"S".mood as m, name::"S".citext from "S".t group by name;
create view "S".grouped as select id, name from "S".untouched group by id;
create foreign data wrapper w;
create server far type 'old' version '9' foreign data wrapper w options (host 'h', password 'hunter2');
create foreign table "S".f (id int options (column_name 'x', token 'hunter2')) server far options (table_name 't', secret 'hunter2');
create sequence "S".q;
grant usage on sequence "S".q to public;
grant usage on type "S".mood to public;
`

// TestDefinitions: what only a rebuilt schema needs is there.
func TestDefinitions(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		pgtest.Exec(t, pgtest.Conn(t, target), definitionsSQL)
		c := take(t, target)
		same(t, "not seen", c.NotSeen, []snapshot.NotSeen{})
		got := map[string]string{}
		for _, d := range c.Definitions {
			if d.Extension == "" {
				got[d.Kind+" "+d.Name] = d.Definition
			}
		}
		configuration := `create text search configuration "S".words (parser = pg_catalog."default")`
		for _, token := range []string{"asciiword", "word"} {
			configuration += `; alter text search configuration "S".words add mapping for ` + token + ` with "S".plain, simple`
		}
		same(t, "definitions", got, map[string]string{
			`operator "S".%+%(integer,integer)`:  `create operator "S".%+% (function = "S".plus, leftarg = integer, rightarg = integer, commutator = operator("S".%+%))`,
			`cast character varying as "S".mood`: `create cast (character varying as "S".mood) with inout as implicit`,
			`text search dictionary plain`:       `create text search dictionary "S".plain (template = pg_catalog.simple, stopwords = 'english')`,
			`text search configuration words`:    configuration,
		})
		function := func(name string) *snapshot.Function {
			return find(t, c.Snapshot.Functions, name, func(f *snapshot.Function) bool { return f.Schema == "S" && f.Name == name && f.Extension == "" })
		}
		same(t, "aggregate", function("total").Definition,
			`create aggregate "S".total(integer) (sfunc = "S".plus, stype = integer, finalfunc_modify = read_only, initcond = '0')`)
		same(t, "defaults", function("plus").Declared, "integer, integer DEFAULT 7")
		same(t, "no defaults", function("diff").Declared, "")
		mood, span := typeNamed(t, c, "mood"), typeNamed(t, c, "span")
		same(t, "label OIDs are in the order of the labels", len(mood.LabelOIDs) == 3 && mood.LabelOIDs[1] > mood.LabelOIDs[2], true)
		// pg_type.typdefault is as the search_path of its maker had it
		same(t, "default of a domain", typeNamed(t, c, "d").Default, `"S".plus(1)`)
		same(t, "acl", mood.ACL, []string{"=U/postgres", "postgres=U/postgres"})
		same(t, "subtype_diff", span.SubtypeDiff, pg.Name{Schema: "S", Name: "diff"})
		same(t, "canonical", span.Canonical, pg.Name{})
		if major >= 14 {
			same(t, "multirange", c.Type(span.MultirangeOID).Name, "span_multirange")
		}
		foreign := relation(t, c, "f")
		same(t, "foreign table", []any{foreign.ForeignServer, foreign.ForeignOptions, foreign.Columns[0].Foreign},
			[]any{"far", []string{"table_name=t", "secret=***"}, []string{"column_name=x", "token=***"}})
		server := c.ForeignServers[0]
		same(t, "server", []any{server.Type, server.Version}, []any{"old", "9"})
		sequence := find(t, c.Snapshot.Sequences, "q", func(q *snapshot.Sequence) bool { return q.Name == "q" })
		same(t, "acl of a sequence", sequence.ACL, []string{"postgres=rwU/postgres", "=U/postgres"})
		depends := dependencies(c)
		delete(depends, "function span")
		delete(depends, "function span_multirange") // the constructors, which come with the type
		same(t, "dependencies", depends, map[string][]string{
			`operator "S".%+%(integer,integer)`:    {"function plus"},
			"cast character varying as \"S\".mood": {"type mood"},
			"configuration words":                  {"dictionary plain"},
			"function total":                       {"function plus"},
			"index i":                              {"function plus"},
			"relation t":                           {"column 1 function plus", "column 2 function plus", `operator "S".%+%(integer,integer)`},
			"relation v":                           {"extension citext", "type mood"},
			"relation grouped":                     {"constraint untouched_pkey"},
			"type d":                               {"function plus"},
			"type span":                            {"function diff"},
		})
	})
}

func typeNamed(t *testing.T, c *snapshot.Catalog, name string) *snapshot.Type {
	t.Helper()
	return find(t, c.Snapshot.Types, name, func(x *snapshot.Type) bool { return x.Name == name && x.Schema == "S" })
}

// dependencies are the snapshot's with names for OIDs: of each object what it needs.
func dependencies(c *snapshot.Catalog) map[string][]string {
	out := map[string][]string{}
	for _, d := range c.Dependencies {
		on := named(c, d.RefClass, d.RefOID)
		if d.Attnum != 0 {
			on = fmt.Sprintf("column %d %s", d.Attnum, on)
		}
		name := named(c, d.Class, d.OID)
		out[name] = append(out[name], on)
		slices.Sort(out[name])
	}
	return out
}

func named(c *snapshot.Catalog, class, oid pg.OID) string {
	switch class {
	case snapshot.ClassRelation:
		if r := c.Relation(oid); r != nil {
			return "relation " + r.Name
		}
		if x := c.Index(oid); x != nil {
			return "index " + x.Name
		}
	case snapshot.ClassType:
		if y := c.Type(oid); y != nil {
			return "type " + y.Name
		}
	case snapshot.ClassConstraint:
		if k := c.Constraint(oid); k != nil {
			return "constraint " + k.Name
		}
	case snapshot.ClassFunction:
		for _, f := range c.Snapshot.Functions {
			if f.OID == oid {
				return "function " + f.Name
			}
		}
	case snapshot.ClassExtension:
		for _, e := range c.Extensions {
			if e.OID == oid {
				return "extension " + e.Name
			}
		}
	}
	for _, d := range c.Definitions {
		if d.OID == oid {
			switch class {
			case snapshot.ClassOperator, snapshot.ClassCast:
				return d.Kind + " " + d.Name
			case snapshot.ClassDictionary:
				return "dictionary " + d.Name
			case snapshot.ClassTextConfig:
				return "configuration " + d.Name
			}
		}
	}
	return fmt.Sprintf("%d/%d", class, oid)
}
