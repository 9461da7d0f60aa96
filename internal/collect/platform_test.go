package collect_test

import (
	"testing"

	"github.com/cockroachdb/datadriven"
	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/collect"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// TestPlatforms plants the signs of managed platforms, each on a clean server,
// and looks which platform is seen. As a role that may do nothing but connect:
// the signs are for everyone to see.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		datadriven.RunTest(t, "testdata/platforms.test", func(t *testing.T, d *datadriven.TestData) string {
			var settings []string
			for _, a := range d.CmdArgs {
				settings = append(settings, a.Vals...)
			}
			return platform(t, major, settings, d.Input)
		})
	}
}

func platform(t *testing.T, major int, settings []string, script string) (seen string) {
	// A subtest gives its server back, washed, before the next case begins.
	t.Run("signs", func(t *testing.T) {
		server := pgtest.Lease(t, major, nil)
		pgtest.Exec(t, pgtest.Conn(t, server.ConnString("postgres")), "create database shop", "create role checker login")
		dsn := server.ConnString("shop")
		conn := pgtest.Conn(t, dsn)
		plantSettings(t, conn, settings)
		stmts, err := sqlparse.Split(script)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range stmts {
			if _, err := conn.Exec(t.Context(), s.Text, pgx.QueryExecModeSimpleProtocol); err != nil {
				t.Fatalf("%v in %s", err, s.Text)
			}
		}
		s, err := collect.From(t.Context(), pgtest.As(t, dsn, "checker"), collect.Options{Areas: []snapshot.Area{}})
		if err != nil {
			t.Fatal(err)
		}
		seen = s.Server.Platform
	})
	return seen + "\n"
}

// plantSettings lets pg_settings show settings more, after the model of one
// that is there. Only a library can define one: what is merely set is a
// placeholder, and does not show (GUC_NO_SHOW_ALL).
func plantSettings(t *testing.T, conn *pgx.Conn, names []string) {
	t.Helper()
	if len(names) == 0 {
		return
	}
	view := "create or replace view pg_catalog.pg_settings as select * from pg_catalog.pg_show_all_settings()"
	for _, name := range names {
		view += " union all select " + pg.QuoteLiteral(name) + `, setting, unit, category, short_desc, extra_desc, context, vartype, source,
			min_val, max_val, enumvals, boot_val, reset_val, sourcefile, sourceline, pending_restart
			from pg_catalog.pg_show_all_settings() where name = 'application_name'`
	}
	pgtest.Exec(t, conn, "set allow_system_table_mods = on", view)
}
