package partition

import (
	"fmt"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// NoFuturePartition finds tables by range of time whose last partition ends soon.
var NoFuturePartition = advice.Rule{
	ID:       "partition/no-future-partition",
	Title:    "a table whose last partition ends soon",
	Severity: advice.High,
	Needs:    []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaExpressions},
	Wants:    []snapshot.Area{snapshot.AreaTableCounters, snapshot.AreaSettings, snapshot.AreaExtensions},
	Thresholds: []advice.Threshold{
		{Name: "min_intervals", Default: 2, Unit: "partitions", Doc: "how many lengths of a partition must lie between now and the last bound"},
		{Name: "max_days", Default: 45, Unit: "days", Doc: "a last bound further away than this is far enough"},
	},
	Check: func(p *advice.Pass) {
		for _, t := range p.UserRelations("p") {
			s, ok := seriesOf(p, t)
			if !ok {
				continue
			}
			last := s.parts[len(s.parts)-1]
			left := last.to.Sub(p.Now())
			ahead := left.Hours() / s.step.span().Hours()
			if ahead >= p.Threshold("min_intervals") || left.Hours()/24 >= p.Threshold("max_days") || s.historical(p, left) {
				continue
			}
			s.reportEnd(p, left, ahead)
		}
	},
}

// historical reports whether the table has had its time: no partition for a
// while, and no rows in the last one since the counters count.
func (s *series) historical(p *advice.Pass, left time.Duration) bool {
	if left > 0 {
		return false
	}
	if -left > 2*s.step.span() {
		return true
	}
	last := s.parts[len(s.parts)-1].part
	var written int64
	for _, l := range p.Leaves(last) {
		k := p.TableCountersOf(l.OID)
		if k == nil {
			return false
		}
		written += k.Ins
	}
	return written == 0
}

func (s *series) reportEnd(p *advice.Pass, left time.Duration, ahead float64) {
	last := s.parts[len(s.parts)-1]
	f := advice.Finding{
		Severity: endSeverity(left, ahead, s.rest != nil),
		Object:   advice.TableObject(s.table),
		Evidence: []advice.Evidence{
			{Name: "last bound", Value: last.toText, Source: "pg_class.relpartbound of " + last.part.PG().String()},
			{Name: "length of a partition", Value: s.step.String(), Source: "pg_class.relpartbound of the last three"},
			{Name: "partitions", Value: len(s.parts), Unit: "partitions", Source: "pg_inherits"},
		},
	}
	when := "in " + advice.InWords(left)
	if left <= 0 {
		when = advice.InWords(-left) + " ago"
	}
	verb := "ends"
	if left <= 0 {
		verb = "ended"
	}
	f.Title = fmt.Sprintf("the last partition of %s %s %s", s.table.PG(), verb, when)
	switch {
	case s.rest != nil:
		f.Impact.Summary = fmt.Sprintf("later rows go to %s, and no partition for them can be made until they are moved", s.rest.PG())
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "default partition", Value: s.rest.PG().String(), Source: "pg_class.relpartbound"})
	case left <= 0:
		f.Impact.Summary = "every insert of a row of today fails with \"no partition of relation found for row\""
	default:
		f.Impact.Summary = "from then on every insert fails with \"no partition of relation found for row\""
		f.Impact.DaysUntilFailure = left.Hours() / 24
	}
	for _, e := range p.Extensions {
		if e.Name == "pg_partman" {
			f.Evidence = append(f.Evidence, advice.Evidence{Name: "pg_partman is installed", Value: e.Version, Source: "pg_extension"})
		}
	}
	f.Fix = s.extend(p, ahead)
	p.Report(f)
}

func endSeverity(left time.Duration, ahead float64, rest bool) advice.Severity {
	switch {
	case rest && left <= 0:
		return advice.Medium
	case rest:
		return advice.Low
	case left <= 0:
		return advice.Critical
	case ahead < 1 && left < 7*day:
		return advice.High
	case ahead < 1:
		return advice.Medium
	}
	return advice.Low
}

// String says the step in words: 1 month, 7 days, 6 hours.
func (s step) String() string {
	switch {
	case s.months > 0 && s.months%12 == 0:
		return advice.Plural(int64(s.months/12), "year")
	case s.months > 0:
		return advice.Plural(int64(s.months), "month")
	case s.fixed%day == 0:
		return advice.Plural(int64(s.fixed/day), "day")
	}
	return s.fixed.String()
}

// partitionsAhead is up to how many lengths of a partition the fix provides for.
const partitionsAhead = 4

// extend is the fix that adds partitions until enough lie ahead.
func (s *series) extend(p *advice.Pass, ahead float64) *advice.Fix {
	n := max(1, int(partitionsAhead-ahead+0.999))
	if !s.simple() {
		return &advice.Fix{
			Summary: fmt.Sprintf("add %s to %s", advice.Plural(int64(n), "partition"), s.table.PG()),
			Steps: []advice.Step{advice.ByHand(fmt.Sprintf("create the next %s of %s, with all that the latest has below it, and attach them",
				advice.Plural(int64(n), "partition"), s.table.PG()))},
			Caution: "Its partitions are partitioned themselves; what lies below is yours to lay out. Detach the new ones to undo it.",
		}
	}
	fix := &advice.Fix{Summary: fmt.Sprintf("add %s to %s", advice.Plural(int64(n), "partition"), s.table.PG())}
	last := s.parts[len(s.parts)-1]
	for _, f := range s.planned(p, last.to, n, map[string]bool{}) {
		fix.Steps = append(fix.Steps, advice.Locking(pg.AccessShareLock, s.table.PG(), s.tableLike(f.name)))
		if own := owner(p, s.table, f.name); own != "" {
			fix.Steps = append(fix.Steps, advice.Locking(pg.AccessExclusiveLock, f.name, own))
		}
		fix.Steps = append(fix.Steps, s.attaching(p, f))
		detach := fmt.Sprintf("alter table %s detach partition %s", s.table.PG(), f.name)
		fix.Undo = append([]advice.Step{advice.Locking(pg.AccessExclusiveLock, s.table.PG(), detach)}, fix.Undo...)
	}
	fix.Caution = "This helps for now: have a job make partitions ahead (pg_partman, pg_cron, the application). The undo detaches the new tables and leaves them, in case rows have come."
	if s.rest != nil {
		fix.Caution += fmt.Sprintf(" Each ATTACH reads %s under ACCESS EXCLUSIVE, and fails if a row for the new partition is there.", s.rest.PG())
	}
	return fix
}
