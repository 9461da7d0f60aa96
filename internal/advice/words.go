package advice

import (
	"fmt"
	"strconv"
	"time"
)

// InWords says a duration in the largest unit of which there are two, rounded
// down: 90 seconds, 40 minutes, 3 hours, 12 days.
func InWords(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return Plural(int64(d/time.Second), "second")
	case d < 2*time.Hour:
		return Plural(int64(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return Plural(int64(d/time.Hour), "hour")
	}
	return Plural(int64(d/(24*time.Hour)), "day")
}

// Plural is a number and a noun that agrees with it: 1 session, 3 sessions.
func Plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.FormatInt(n, 10) + " " + noun + "s"
}

// Size says a number of bytes in powers of 1024: 1.2 GB.
func Size(n int64) string {
	v, unit := float64(n), 0
	units := []string{"bytes", "kB", "MB", "GB", "TB", "PB"}
	for v >= 1024 && unit < len(units)-1 {
		v, unit = v/1024, unit+1
	}
	if unit == 0 || v >= 99.95 || v == float64(int64(v)) {
		return fmt.Sprintf("%.0f %s", v, units[unit])
	}
	return fmt.Sprintf("%.1f %s", v, units[unit])
}
