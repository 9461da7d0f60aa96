package report

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Count is a whole number with its digits in groups of three: 12,345,678.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// Number is a figure of any size with as many digits as help: 12,345, 12.3, 0.00123.
func Number(v float64) string {
	switch a := math.Abs(v); {
	case math.IsNaN(v) || math.IsInf(v, 0) || a >= 1<<62:
		return strconv.FormatFloat(v, 'g', -1, 64)
	case v == math.Trunc(v) || a >= 1000:
		return Count(int64(math.Round(v)))
	case a >= 1:
		return decimal(v)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// decimal has one decimal below a hundred, and none when that is a zero.
func decimal(v float64) string {
	digits := 1
	if math.Abs(v) >= 99.95 {
		digits = 0
	}
	return strings.TrimSuffix(strconv.FormatFloat(v, 'f', digits, 64), ".0")
}

// Duration is a length of time in its natural unit: 0.4 ms, 12.3 s, 4.2 h.
func Duration(ms float64) string {
	switch a := math.Abs(ms); {
	case a < 1:
		return Number(ms) + " ms"
	case a < 999.5:
		return decimal(ms) + " ms"
	case a < 60_000:
		return decimal(ms/1000) + " s"
	case a < 3_600_000:
		return decimal(ms/60_000) + " min"
	case a < 48*3_600_000:
		return decimal(ms/3_600_000) + " h"
	}
	return decimal(ms/86_400_000) + " days"
}

// InDays says when something will happen: in 5 hours, in 12 days, in 3 years.
func InDays(d float64) string {
	switch {
	case d < 1.0/24:
		return "within the hour"
	case d < 2:
		return "in " + plural(int(math.Round(d*24)), "hour")
	case d < 730:
		return "in " + plural(int(math.Round(d)), "day")
	}
	return "in " + decimal(d/365.25) + " years"
}

// Moment is a time to the minute, in UTC.
func Moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04 UTC") }

// plural counts things with a regular plural: 1 day, 12,000 days.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return Count(int64(n)) + " " + thing + "s"
}
