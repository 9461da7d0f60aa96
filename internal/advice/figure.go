package advice

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Bytes is a size for a title, in powers of 1024 with at most one decimal:
// 1.2 GB.
func Bytes(n int64) string {
	v := float64(n)
	if math.Abs(v) < 1024 {
		return strconv.FormatInt(n, 10) + " bytes"
	}
	for _, unit := range []string{"kB", "MB", "GB", "TB"} {
		if v /= 1024; math.Abs(v) < 1023.5 {
			return oneDecimal(v) + " " + unit
		}
	}
	return oneDecimal(v/1024) + " PB"
}

// Count is a number of things for a title: 950, 12,345, 1.2 million.
func Count(v float64) string {
	switch a := math.Abs(v); {
	case a >= 999.5e6:
		return oneDecimal(v/1e9) + " billion"
	case a >= 1e6:
		return oneDecimal(v/1e6) + " million"
	case a >= 999.5:
		n := int64(math.Round(v))
		rest := strconv.FormatInt(n%1000, 10)
		return strconv.FormatInt(n/1000, 10) + "," + strings.Repeat("0", 3-len(strings.TrimPrefix(rest, "-"))) + strings.TrimPrefix(rest, "-")
	}
	return oneDecimal(v)
}

// Percent is a share of one for a title: 0.123 is 12 %.
func Percent(share float64) string { return oneDecimal(100*share) + " %" }

// Span is a length of time for a title in its natural unit: 40 s, 12 min,
// 4.2 hours, 12 days.
func Span(d time.Duration) string {
	switch {
	case d < time.Minute:
		return oneDecimal(d.Seconds()) + " s"
	case d < time.Hour:
		return oneDecimal(d.Minutes()) + " min"
	case d < 48*time.Hour:
		return oneDecimal(d.Hours()) + " hours"
	}
	return oneDecimal(d.Hours()/24) + " days"
}

// oneDecimal has one decimal below ten, none from there on or when it is zero.
func oneDecimal(v float64) string {
	digits := 1
	if math.Abs(v) >= 9.95 {
		digits = 0
	}
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', digits, 64), ".0")
}
