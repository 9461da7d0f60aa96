package pgtest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
)

func TestMain(m *testing.M) { Main(m) }

// stock is what initdb and pgadept write into postgresql.conf. Whatever else is
// there differs from a stock server.
var stock = []string{
	"DateStyle", "TimeZone", "autovacuum_worker_slots", "default_text_search_config", "dynamic_shared_memory_type", "lc_messages",
	"lc_monetary", "lc_numeric", "lc_time", "listen_addresses", "log_timezone", "max_connections",
	"max_wal_size", "min_wal_size", "port", "shared_buffers", "shared_preload_libraries",
	"unix_socket_directories", "unix_socket_permissions",
}

func TestSharedServerLooksStock(t *testing.T) {
	for _, major := range Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			t.Parallel()
			conn := Conn(t, DB(t, major))
			rows, err := conn.Query(t.Context(), `
				select name from pg_catalog.pg_settings
				where source in ('configuration file', 'command line') and not name = any($1)
				  and name not in ('data_directory', 'config_file', 'hba_file', 'ident_file')`, stock)
			if err != nil {
				t.Fatal(err)
			}
			changed, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil || len(changed) > 0 {
				t.Errorf("settings that are not stock: %v (%v)", changed, err)
			}
			for setting, want := range map[string]string{
				"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on",
				"shared_buffers": "128MB", "max_connections": "100",
				"data_checksums": map[bool]string{true: "on", false: "off"}[major >= 18],
			} {
				var got string
				if err := conn.QueryRow(t.Context(), "select pg_catalog.current_setting($1)", setting).Scan(&got); err != nil || got != want {
					t.Errorf("%s is %q, not %q (%v)", setting, got, want, err)
				}
			}
			Exec(t, conn, "create extension pg_stat_statements; select count(*) from pg_stat_statements")
		})
	}
}

func TestDatabasesAreApart(t *testing.T) {
	t.Parallel()
	major := DefaultMajor()
	a, b := Conn(t, DB(t, major)), Conn(t, DB(t, major))
	Exec(t, a, "create table t ()")
	Exec(t, b, "create table t ()")
	if first, second := Server(t, major), Server(t, major); first != second {
		t.Error("two servers where one is to be shared")
	}
}

func TestDatabaseIsDroppedWhileConnected(t *testing.T) {
	t.Parallel()
	major := DefaultMajor()
	var url string
	t.Run("uses", func(t *testing.T) {
		url = DB(t, major)
		conn, err := pgx.Connect(t.Context(), url) // and does not close it
		if err != nil {
			t.Fatal(err)
		}
		Exec(t, conn, "begin; create table t ()")
	})
	if _, err := pgx.Connect(t.Context(), url); err == nil {
		t.Error("the database outlived its test")
	}
}

func TestOwnServerHasItsSettings(t *testing.T) {
	t.Parallel()
	s := Own(t, DefaultMajor(), map[string]string{"work_mem": "1MB", "wal_level": "logical"})
	conn := Conn(t, s.ConnString("postgres"))
	var got [2]string
	if err := conn.QueryRow(t.Context(), "select current_setting('work_mem'), current_setting('wal_level')").Scan(&got[0], &got[1]); err != nil {
		t.Fatal(err)
	}
	if want := [2]string{"1MB", "logical"}; got != want {
		t.Error(cmp.Diff(want, got))
	}
}

func TestMajorsFromEnvironment(t *testing.T) {
	for list, want := range map[string][]int{
		"":       {13, 18},
		"all":    {13, 14, 15, 16, 17, 18},
		"14, 16": {14, 16},
	} {
		t.Setenv("PGADEPT_TEST_MAJORS", list)
		if diff := cmp.Diff(want, Majors()); diff != "" {
			t.Errorf("PGADEPT_TEST_MAJORS=%q: %s", list, diff)
		}
	}
}

func TestCasesAreSpread(t *testing.T) {
	t.Setenv("PGADEPT_TEST_MAJORS", "13,14,15")
	for _, c := range []struct {
		cases string
		n     int
		want  []int
	}{{"", 4, []int{13, 14, 15}}, {"", 5, nil}, {"all", 5, []int{13, 14, 15}}} {
		t.Setenv("PGADEPT_TEST_CASES", c.cases)
		if diff := cmp.Diff(c.want, CaseMajors(c.n)); diff != "" {
			t.Errorf("PGADEPT_TEST_CASES=%q, case %d: %s", c.cases, c.n, diff)
		}
	}
	t.Setenv("PGADEPT_TEST_CASES", "spread")
	for n, want := range map[int]int{0: 13, 1: 14, 5: 15} {
		if diff := cmp.Diff([]int{want}, CaseMajors(n)); diff != "" {
			t.Errorf("case %d: %s", n, diff)
		}
	}
}
