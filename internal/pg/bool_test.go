package pg_test

import (
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
)

// TestParseBool compares with what the servers make of a setting.
func TestParseBool(t *testing.T) {
	t.Parallel()
	for _, major := range pgtest.Majors() {
		conn := pgtest.Conn(t, pgtest.DB(t, major))
		accepted := 0
		for _, text := range []string{
			"1", "0", "t", "TRUE", "tru", "y", "Yes", "on", "oN", "f", "False", "n", "no", "of", "OFF",
			"", "o", "truer", "10", " on", "on ", "onn", "2", "ja",
		} {
			var shown string
			err := conn.QueryRow(t.Context(), "select set_config('enable_seqscan', $1, false)", text).Scan(&shown)
			value, ok := pg.ParseBool(text)
			if ok != (err == nil) || ok && value != (shown == "on") {
				t.Errorf("%q is %v, %v; PostgreSQL %d makes it %s, %v", text, value, ok, major, shown, err)
			}
			if ok {
				accepted++
			}
		}
		if accepted != 15 {
			t.Errorf("%d of the texts were accepted, want 15", accepted)
		}
	}
}
