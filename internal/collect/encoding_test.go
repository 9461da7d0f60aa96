package collect_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// latin is a schema whose names and texts are written in LATIN1: é is \xe9, è
// is \xe8. In a database with encoding SQL_ASCII, which checks nothing, they
// stand beside others in UTF-8.
const latin = `
	create extension pg_stat_statements;
	create table "caf\xe9" ("pr\xeanom" text default '\xe0 venir' check ("pr\xeanom" <> 'caf\xe9'), id int primary key);
	create table "caf\xe8" (id int primary key);
	create table "café" (id int primary key);
	comment on table "caf\xe9" is 'pr\xe8s de la gare';
	create index "caf\xe9_idx" on "caf\xe9" (("pr\xeanom" || '\xe9')) where "pr\xeanom" <> '\xe8';
	create view "vue\xe9" as select "pr\xeanom" as "n\xe9" from "caf\xe9" where "pr\xeanom" > '\xe9';
	create type "humeur\xe9" as enum ('gai\xe9', 'triste');
	create function "\xe9tat"() returns text language sql as 'select ''\xe9t\xe9''::text';
	create sequence "s\xe9rie";
	create role "r\xf4le";
	grant select on "caf\xe9" to "r\xf4le";
	insert into "caf\xe9" select 'valeur \xe9', g from generate_series(1, 100) g;
	analyze;
	select count(*) from "caf\xe9" where "pr\xeanom" = 'x';
`

var aByte = regexp.MustCompile(`\\x[0-9a-f]{2}`)

// inBytes turns each \xNN of a script into the byte.
func inBytes(script string) string {
	return aByte.ReplaceAllStringFunc(script, func(x string) string {
		n, err := strconv.ParseUint(x[2:], 16, 8)
		if err != nil {
			panic(err) // cannot happen: two hexadecimal digits
		}
		return string([]byte{byte(n)})
	})
}

// TestTextsThatAreNotUTF8 collects a database of SQL_ASCII that holds LATIN1:
// nothing is unseen, no two names become one, and what was done is said.
func TestTextsThatAreNotUTF8(t *testing.T) {
	eachMajor(t, func(t *testing.T, major int) {
		server := pgtest.Own(t, major, nil)
		pgtest.Exec(t, pgtest.Conn(t, server.ConnString("postgres")), "create database old encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0")
		target := server.ConnString("old")
		pgtest.Exec(t, pgtest.Conn(t, target), inBytes(latin))
		c := take(t, target)
		same(t, "not seen", unseen(c), map[snapshot.Area]string{})
		same(t, "said", c.Server.NotUTF8 > 20, true)

		text := func(s string) string { return string(pg.MarkStray([]byte(inBytes(s)))) }
		cafe := relation(t, c, text(`caf\xe9`))
		relation(t, c, text(`caf\xe8`))
		relation(t, c, "café")
		same(t, "comment", cafe.Comment, text(`pr\xe8s de la gare`))
		same(t, "column", cafe.Columns[0].Name, text(`pr\xeanom`))
		same(t, "default", cafe.Columns[0].Default, text(`'\xe0 venir'::text`))
		values, _ := c.ColumnStats(cafe.OID, 1).MCV()
		same(t, "values", values, []string{text(`valeur \xe9`)})
		find(t, c.Snapshot.Indexes, "the index", func(x *snapshot.Index) bool {
			return x.Name == text(`caf\xe9_idx`) && strings.Contains(x.Predicate, text(`'\xe8'`)) && strings.Contains(x.Keys[0].Expression, text(`'\xe9'`))
		})
		find(t, c.Snapshot.Types, "the enum", func(x *snapshot.Type) bool { return len(x.Labels) == 2 && x.Labels[0] == text(`gai\xe9`) })
		find(t, c.Snapshot.Roles, "the role", func(r *snapshot.Role) bool { return r.Name == text(`r\xf4le`) })
		find(t, c.Statements, "the statement", func(s *snapshot.Statement) bool { return strings.Contains(s.Query, text(`"pr\xeanom" = $1`)) })
		find(t, c.Snapshot.Sequences, "the sequence", func(s *snapshot.Sequence) bool { return s.Name == text(`s\xe9rie`) })
		same(t, "view", strings.Contains(relation(t, c, text(`vue\xe9`)).Definition, text(`"n\xe9"`)), true)

		// A database that checks its texts sees the shared catalogs all the same.
		// pg_stat_statements converts there itself, all or nothing.
		const forget = "all: select public.pg_stat_statements_reset(0, oid, 0) from pg_catalog.pg_database where datname in ('old') -- this forgets what was counted there"
		for _, other := range []struct{ encoding, role, grant string }{
			{"UTF8", text(`r\xf4le`), forget},
			{"EUC_JP", text(`r\xf4le`), forget},
			{"LATIN1", "rôle", "all: "}, // from EUC_JP no conversion exists
		} {
			name := strings.ToLower(other.encoding)
			pgtest.Exec(t, pgtest.Conn(t, server.ConnString("postgres")), "create database "+name+" encoding '"+other.encoding+"' lc_collate 'C' lc_ctype 'C' template template0")
			pgtest.Exec(t, pgtest.Conn(t, server.ConnString(name)), "create extension pg_stat_statements")
			c := take(t, server.ConnString(name))
			same(t, name, unseen(c), map[snapshot.Area]string{"statements": other.grant, "statements_info": other.grant})
			find(t, c.Snapshot.Roles, name+": the role", func(r *snapshot.Role) bool { return r.Name == other.role })
		}
	})
}
