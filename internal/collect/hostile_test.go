package collect_test

import (
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// hostile are names that break whoever puts them into SQL, HTML, a terminal or
// an array without quoting.
var hostile = []string{
	`"; drop table x; --`,
	`'); drop table x; --`,
	`<script>alert(1)</script>`,
	"\x1b[31mred\x1b[0m\x07",
	strings.Repeat("é", 31) + "x", // 63 bytes
	`{a,b}`,
	`NULL`,
	`back\slash "and" 'quotes'`,
	"two\nlines\tand a tab",
	`$1 $$ {schema} -- 15+`,
	`%s %I </last_value>`,
	"pg_toast is mine",
}

func TestHostileNames(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		target := pgtest.DB(t, major)
		conn := pgtest.Conn(t, target)
		for i, name := range hostile {
			q := pg.QuoteIdent(name)
			schema := q
			if strings.HasPrefix(name, "pg_") {
				schema = "public"
			} else {
				pgtest.Exec(t, conn, "create schema "+q)
			}
			literal := pg.QuoteLiteral(name)
			pgtest.Exec(t, conn,
				"create table "+schema+"."+q+" ("+q+" int primary key, v text default "+literal+", w text check (w <> "+literal+"))",
				"comment on table "+schema+"."+q+" is "+literal,
				"create index on "+schema+"."+q+" ((v || "+literal+")) where w = "+literal,
				"create sequence "+schema+"."+pg.QuoteIdent(name[:min(20, len(name))]+"s"),
				"create view "+schema+"."+pg.QuoteIdent("v"+name[:min(50, len(name))])+" as select "+q+" from "+schema+"."+q,
				"create type "+schema+"."+pg.QuoteIdent("e"+name[:min(50, len(name))])+" as enum ("+literal+")",
				"insert into "+schema+"."+q+" select g, "+literal+", 'x' from generate_series(1, 100) g", "analyze "+schema+"."+q)
			if i == 0 {
				pgtest.Exec(t, conn, "create table public.x (id int)")
			}
		}
		// a search path that would let others answer for pg_catalog
		pgtest.Exec(t, conn, `create schema evil; create table evil.pg_class (oid int, x text);
			create function evil.lower(text) returns text language sql as 'select (1/0)::text';
			create function evil.eq(name, name) returns boolean language plpgsql as $$ begin raise exception 'hijacked'; end $$;
			create operator evil.= (leftarg = name, rightarg = name, function = evil.eq);
			do $$ begin execute format('alter database %I set search_path = evil, pg_catalog', current_database()); end $$`)
		c := take(t, target)
		for _, n := range c.NotSeen {
			if n.Area != snapshot.AreaStatements && n.Area != snapshot.AreaStatementsInfo {
				t.Errorf("not seen: %+v", n)
			}
		}
		relation(t, c, "x")
		for _, name := range hostile {
			r := relation(t, c, name)
			same(t, "comment", r.Comment, name)
			same(t, "column", r.Columns[0].Name, name)
			mcv, _ := c.ColumnStats(r.OID, 2).MCV()
			same(t, "most common value", mcv, []string{name})
			find(t, c.Snapshot.Sequences, "the sequence "+name, func(q *snapshot.Sequence) bool {
				return q.Name == name[:min(20, len(name))]+"s" && q.LastValue != nil && *q.LastValue == 1
			})
			find(t, c.Snapshot.Types, "the enum "+name, func(x *snapshot.Type) bool { return len(x.Labels) == 1 && x.Labels[0] == name })
		}
	})
}
