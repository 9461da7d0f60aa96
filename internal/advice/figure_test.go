package advice_test

import (
	"testing"

	"github.com/pgadept/pgadept/internal/advice"
)

func TestFigures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{advice.Count(7), "7"},
		{advice.Count(950), "950"},
		{advice.Count(12045), "12,045"},
		{advice.Count(999.7), "1,000"},
		{advice.Count(1.25e6), "1.2 million"},
		{advice.Count(212e6), "212 million"},
		{advice.Count(2.1e9), "2.1 billion"},
		{advice.Percent(0.123), "12 %"},
		{advice.Percent(0.0251), "2.5 %"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
