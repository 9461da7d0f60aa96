// Package partition holds the rules on partitioned tables.
package partition

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// series are the partitions of a table by range of one date or timestamp,
// where the latest ones follow each other at a regular step.
type series struct {
	table *snapshot.Relation
	key   *snapshot.Column
	parts []slot // from the oldest to the newest
	rest  *snapshot.Relation
	step  step
}

// slot is one partition with its bounds.
type slot struct {
	part     *snapshot.Relation
	from, to time.Time
	toText   string // as the server wrote it
}

// step is the length of a partition: a number of months, or a fixed time.
type step struct {
	months int
	fixed  time.Duration
}

func (s step) add(t time.Time, n int) time.Time {
	if s.months > 0 {
		return t.AddDate(0, s.months*n, 0)
	}
	return t.Add(time.Duration(n) * s.fixed)
}

// span is about how long a partition is.
func (s step) span() time.Duration {
	if s.months > 0 {
		return time.Duration(s.months) * 730 * time.Hour
	}
	return s.fixed
}

// The types of key that make a calendar.
const (
	dateOID        = pg.OID(1082)
	timestampOID   = pg.OID(1114)
	timestamptzOID = pg.OID(1184)
)

var boundPattern = regexp.MustCompile(`^FOR VALUES FROM \(('[^']+'|MINVALUE)\) TO \(('[^']+'|MAXVALUE)\)$`)

// seriesOf returns the calendar of a partitioned table. ok is false for any
// other table: with another key, with a partition up to MAXVALUE, with fewer
// than three bounded partitions or irregular ones.
func seriesOf(p *advice.Pass, t *snapshot.Relation) (s series, ok bool) {
	if t.PartStrategy != "r" || len(t.PartKeyColumns) != 1 {
		return s, false
	}
	s = series{table: t, key: t.Column(t.PartKeyColumns[0])}
	if s.key == nil || !slices.Contains([]pg.OID{dateOID, timestampOID, timestamptzOID}, s.key.TypeOID) {
		return s, false
	}
	for _, part := range p.Children(t.OID) {
		if part.PartitionBound == "DEFAULT" {
			s.rest = part
			continue
		}
		m := boundPattern.FindStringSubmatch(part.PartitionBound)
		if m == nil || m[2] == "MAXVALUE" {
			return s, false
		}
		from, ok1 := instant(m[1])
		to, ok2 := instant(m[2])
		if ok1 && ok2 {
			s.parts = append(s.parts, slot{part: part, from: from, to: to, toText: m[2]})
		}
	}
	slices.SortFunc(s.parts, func(a, b slot) int { return cmp.Compare(a.from.UnixNano(), b.from.UnixNano()) })
	if len(s.parts) < 3 {
		return s, false
	}
	s.step, ok = regular(s.parts[len(s.parts)-3:])
	return s, ok
}

// regular returns the step at which the slots follow each other.
func regular(slots []slot) (step, bool) {
	first := stepOf(slots[0])
	for i, s := range slots {
		if stepOf(s) != first || i > 0 && !slots[i-1].to.Equal(s.from) {
			return step{}, false
		}
	}
	return first, first.months > 0 || first.fixed > 0
}

func stepOf(s slot) step {
	if d := s.to.Sub(s.from); d < 23*time.Hour { // a day may lack an hour
		return step{fixed: d}
	}
	from, to := local(s.from), local(s.to)
	for _, months := range []int{1, 2, 3, 4, 6, 12} {
		if from.AddDate(0, months, 0).Equal(to) {
			return step{months: months}
		}
	}
	return step{fixed: to.Sub(from)}
}

// at is a bound as its maker saw it.
func (s step) at(t time.Time) time.Time {
	if s.months == 0 && s.fixed < 23*time.Hour {
		return t
	}
	return local(t)
}

// local is a bound in the time of whoever made it: midnight there, if it lies
// within half a day of midnight UTC on a full quarter of an hour. The bounds
// of days and months in a zone with summer time are regular only so.
func local(t time.Time) time.Time {
	day := t.Add(12 * time.Hour).Truncate(24 * time.Hour)
	if t.Sub(day)%(15*time.Minute) == 0 {
		return day
	}
	return t
}

var boundLayouts = []string{"'2006-01-02'", "'2006-01-02 15:04:05.999999'", "'2006-01-02 15:04:05.999999-07'"}

// instant reads a bound: snapshots are taken in UTC.
func instant(text string) (time.Time, bool) {
	for _, layout := range boundLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
