package collect

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/pgadept/pgadept/internal/pgtest"
)

func queryFiles(t *testing.T) []string {
	t.Helper()
	files, err := fs.Glob(queries, "queries/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range files {
		files[i] = filepath.Base(f)
	}
	return files
}

// TestEveryQueryIsUsed finds queries that no code names, and code that names a
// query that is not there.
func TestEveryQueryIsUsed(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, s := range sources {
		if strings.HasSuffix(s, "_test.go") {
			continue
		}
		text, err := os.ReadFile(s)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(text)
	}
	files := queryFiles(t)
	for _, f := range files {
		if !strings.Contains(code.String(), `"`+f+`"`) {
			t.Errorf("queries/%s is used nowhere", f)
		}
	}
	for _, part := range strings.Split(code.String(), `"`) {
		if strings.HasSuffix(part, ".sql") && !strings.ContainsAny(part, "/*\n") && !slices.Contains(files, part) {
			t.Errorf("%s is not in queries/", part)
		}
	}
}

// TestLockModes runs every query in a transaction of its own and reads which
// locks it still holds: none but ACCESS SHARE.
func TestLockModes(t *testing.T) {
	t.Parallel()
	shop, err := os.ReadFile("testdata/shop.sql")
	if err != nil {
		t.Fatal(err)
	}
	since := map[string]int{"io.sql": 16, "wal.sql": 14, "extended_expressions.sql": 14, "extended_expressions_view.sql": 14, "statements_info.sql": 14}
	for _, major := range pgtest.Majors() {
		conn := pgtest.Conn(t, pgtest.DB(t, major))
		pgtest.Exec(t, conn, string(shop), "create extension pageinspect; create extension pgstattuple")
		for _, file := range queryFiles(t) {
			if major < since[file] {
				continue
			}
			sql := strings.NewReplacer("{schema}", "public", "{n}", "0", "{values}", "id", "{table}", "shop.orders", "{alias}", "o",
				"{key}", "id", "{order}", "asc").Replace(query(file, major))
			args := []any{pgx.QueryExecModeExec}
			switch file {
			case "relations.sql":
				args = append(args, "{}", "true")
			case "sizes.sql":
				args = append(args, "{}", "5000")
			case "statements.sql":
				args = append(args, "5000")
			case "sequence_values.sql":
				args = append(args, oids(t, conn, "S"))
			case "view_definitions.sql":
				args = append(args, oids(t, conn, "v"))
			default:
				if strings.Contains(sql, "$1") {
					args = append(args, "{}")
				}
			}
			for _, mode := range locksOf(t, conn, sql, args) {
				if mode != "AccessShareLock" {
					t.Errorf("on %d, %s takes %s", major, file, mode)
				}
			}
		}
	}
}

func locksOf(t *testing.T, conn *pgx.Conn, sql string, args []any) []string {
	t.Helper()
	tx, err := conn.BeginTx(t.Context(), pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback(t.Context())
	rows, err := tx.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		t.Fatalf("%v\nin: %s", err, sql)
	}
	rows, err = tx.Query(t.Context(), "select mode from pg_locks where pid = pg_backend_pid() and locktype <> 'virtualxid'")
	if err != nil {
		t.Fatal(err)
	}
	modes, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return modes
}

func oids(t *testing.T, conn *pgx.Conn, kind string) string {
	t.Helper()
	var text string
	if err := conn.QueryRow(t.Context(), "select array_agg(oid)::text from pg_class where relkind::text = $1 and oid >= 16384", kind).Scan(&text); err != nil {
		t.Fatal(err)
	}
	return text
}
