package advice_test

import (
	"testing"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
)

func TestFigures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{advice.Bytes(0), "0 bytes"},
		{advice.Bytes(1023), "1023 bytes"},
		{advice.Bytes(1536), "1.5 kB"},
		{advice.Bytes(50 << 20), "50 MB"},
		{advice.Bytes(1<<30 + 1<<28), "1.2 GB"},
		{advice.Bytes(3 << 50), "3 PB"},
		{advice.Count(7), "7"},
		{advice.Count(950), "950"},
		{advice.Count(12045), "12,045"},
		{advice.Count(999.7), "1,000"},
		{advice.Count(1.25e6), "1.2 million"},
		{advice.Count(212e6), "212 million"},
		{advice.Count(2.1e9), "2.1 billion"},
		{advice.Percent(0.123), "12 %"},
		{advice.Percent(0.0251), "2.5 %"},
		{advice.Span(40 * time.Second), "40 s"},
		{advice.Span(90 * time.Minute), "1.5 hours"},
		{advice.Span(100 * time.Hour), "4.2 days"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
