package report

import (
	"math"
	"testing"
)

func TestCount(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 10000: "10,000", -1234567: "-1,234,567", math.MinInt64: "-9,223,372,036,854,775,808"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for n, want := range map[float64]string{0: "0", 3: "3", 12.345: "12.3", 0.00123: "0.00123", 0.5: "0.5", 1822331.4: "1,822,331", 99.99: "100", 1e30: "1e+30", math.Inf(1): "+Inf"} {
		if got := Number(n); got != want {
			t.Errorf("Number(%v) = %q, want %q", n, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for ms, want := range map[float64]string{0.21: "0.21 ms", 121.4: "121 ms", 12345: "12.3 s", 2520000: "42 min", 15120000: "4.2 h", 864000000: "10 days"} {
		if got := Duration(ms); got != want {
			t.Errorf("Duration(%v) = %q, want %q", ms, got, want)
		}
	}
}

func TestInDays(t *testing.T) {
	for d, want := range map[float64]string{0.01: "within the hour", 0.05: "in 1 hour", 1.7: "in 41 hours", 12.04: "in 12 days", 1100: "in 3 years"} {
		if got := InDays(d); got != want {
			t.Errorf("InDays(%v) = %q, want %q", d, got, want)
		}
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct {
		v    any
		unit string
		want string
	}{
		{nil, "", "none"}, {"a\n", "", `a\n`}, {true, "", "true"}, {int64(8192), "bytes", "8 kB"}, {91.4, "percent", "91.4 %"},
		{uint32(7), "rows", "7 rows"}, {[]string{"a", "b"}, "", "a, b"}, {[]any{}, "", "none"}, {1500.0, "ms", "1.5 s"}, {2, "seconds", "2 s"},
		{map[string]any{"cost": 1.5}, "", `{"cost":1.5}`}, {make([]int, 22), "", "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, and 2 more"},
	} {
		if got := value(c.v, c.unit); got != c.want {
			t.Errorf("value(%v, %q) = %q, want %q", c.v, c.unit, got, c.want)
		}
	}
}
