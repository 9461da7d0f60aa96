package advice_test

import (
	"strings"
	"testing"

	"github.com/pgadept/pgadept/internal/advice"
)

func TestExcerpt(t *testing.T) {
	t.Parallel()
	long := "select " + strings.Repeat("é, ", 100) + "é" // 308 characters
	for _, c := range []struct{ query, want string }{
		{"select *\n\tfrom t where mail = 'ada@example.com' -- ada", "select * from t where mail = $1"},
		{"/* ada */ update \"T x\" set n = 4711", `update "T x" set n = $1`},
		{"select mail from ada", "select mail from ada"},
		{"select * from t where mail = 'ada@exam", "<unparseable statement, 38 bytes>"}, // as the server cut it off
		{long, "select " + strings.Repeat("é, ", 63) + "é,…"},
	} {
		if got := advice.Excerpt(c.query); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.query, got, c.want)
		}
	}
}
