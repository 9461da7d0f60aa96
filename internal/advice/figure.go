package advice

import (
	"math"
	"strconv"
	"strings"
)

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

// oneDecimal has one decimal below ten, none from there on or when it is zero.
func oneDecimal(v float64) string {
	digits := 1
	if math.Abs(v) >= 9.95 {
		digits = 0
	}
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', digits, 64), ".0")
}
