package pg_test

import (
	"testing"

	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// TestQuoteIdent compares with the servers' quote_ident: a key word is quoted
// where one of the supported versions quotes it, and no other.
func TestQuoteIdent(t *testing.T) {
	t.Parallel()
	quoted := map[string]string{} // as the strictest version writes it
	for _, major := range pgtest.Majors() {
		rows, err := pgtest.Conn(t, pgtest.DB(t, major)).Query(t.Context(), `
			select w, quote_ident(w) from (select word from pg_get_keywords() union
				select unnest(array['', 'a', 'A', '_a1', '1a', 'a b', 'a"b', 'é', 'selec', 'selects', 'from to', ' all', 'a$', 'a.b'])) k (w)`)
		if err != nil {
			t.Fatal(err)
		}
		var word, as string
		for rows.Next() {
			if err := rows.Scan(&word, &as); err != nil {
				t.Fatal(err)
			}
			if len(as) > len(quoted[word]) {
				quoted[word] = as
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	if len(quoted) < 400 {
		t.Errorf("the servers know %d key words only", len(quoted))
	}
	for word, want := range quoted {
		if got := pg.QuoteIdent(word); got != want {
			t.Errorf("%q: got %s, want %s", word, got, want)
		}
	}
}
