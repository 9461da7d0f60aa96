package ruletest

import (
	"regexp"

	"github.com/jackc/pgx/v5"
)

var analyzes = regexp.MustCompile(`(?i)^\s*(analyze|vacuum)\b`)

// tellCounts makes the session hand its counts of changed rows to the server
// before it analyzes. A session tells them about once a second; what it tells
// after ANALYZE would look like changes since.
func (st *stage) tellCounts(c *pgx.Conn, sql string) {
	st.t.Helper()
	if !analyzes.MatchString(sql) || c.PgConn().TxStatus() != 'I' {
		return
	}
	ctx := st.t.Context()
	if st.major >= 15 {
		if _, err := c.Exec(ctx, "select pg_catalog.pg_stat_force_next_flush()"); err != nil {
			st.t.Fatalf("tell the server the counts: %v", err)
		}
		return
	}
	// Before 15 (commit 5891c7a8ed) nothing forces it: ask until the session
	// holds none back, which is half a second at most.
	for held := true; held; {
		err := c.QueryRow(ctx, `select exists (select from pg_catalog.pg_class c where c.relkind in ('r', 'm') and
			pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_xact_tuples_updated(c.oid) +
			pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) > 0)`).Scan(&held)
		if err != nil {
			st.t.Fatalf("tell the server the counts: %v", err)
		}
	}
}
