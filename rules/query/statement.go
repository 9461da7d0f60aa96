// Package query holds the rules on the statements that the server was asked
// to run, as pg_stat_statements counted them, and on views.
package query

import (
	"cmp"
	"math"
	"slices"
	"time"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// statement is what pg_stat_statements counted of one query, summed over the
// roles that sent it and over its use inside functions.
type statement struct {
	snapshot.Statement
	roles []string
}

// statements returns the counted queries that judge may pick, the costliest
// first. Which of them are somebody's own work is asked after that, since it
// takes a look at the text.
func statements(p *advice.Pass, pick func(*statement) bool) []*statement {
	byID := map[int64]*statement{}
	var order []*statement
	for i := range p.Statements {
		e := &p.Statements[i]
		if e.Hidden || e.Query == "" {
			continue
		}
		s := byID[e.QueryID]
		if s == nil {
			s = &statement{Statement: *e}
			byID[e.QueryID] = s
			order = append(order, s)
		} else {
			s.add(e)
		}
		if e.UserName != "" && !slices.Contains(s.roles, e.UserName) {
			s.roles = append(s.roles, e.UserName)
		}
	}
	slices.SortStableFunc(order, func(a, b *statement) int { return cmp.Compare(b.TotalTime, a.TotalTime) })
	var out []*statement
	seen := map[string]bool{}
	for _, s := range order {
		if s.Calls > 0 && pick(s) && s.work(p) && !seen[s.object().Name] {
			seen[s.object().Name] = true
			slices.Sort(s.roles)
			out = append(out, s)
		}
	}
	return out
}

func (s *statement) add(e *snapshot.Statement) {
	s.Calls += e.Calls
	s.TotalTime += e.TotalTime
	s.Rows += e.Rows
	s.SharedBlksHit += e.SharedBlksHit
	s.SharedBlksRead += e.SharedBlksRead
	s.TempBlksRead += e.TempBlksRead
	s.TempBlksWritten += e.TempBlksWritten
	s.MaxTime = max(s.MaxTime, e.MaxTime)
	for _, f := range [][2]**float64{
		{&s.TotalPlanTime, &e.TotalPlanTime},
		{&s.TempBlkReadTime, &e.TempBlkReadTime}, {&s.TempBlkWriteTime, &e.TempBlkWriteTime},
		{&s.JITGenerationTime, &e.JITGenerationTime}, {&s.JITInliningTime, &e.JITInliningTime},
		{&s.JITOptimizationTime, &e.JITOptimizationTime}, {&s.JITEmissionTime, &e.JITEmissionTime},
	} {
		sum(f[0], *f[1])
	}
	for _, f := range [][2]**int64{
		{&s.Plans, &e.Plans}, {&s.JITFunctions, &e.JITFunctions},
		{&s.ParallelWorkersToLaunch, &e.ParallelWorkersToLaunch}, {&s.ParallelWorkersLaunched, &e.ParallelWorkersLaunched},
	} {
		sum(f[0], *f[1])
	}
	if e.StatsSince != nil && (s.StatsSince == nil || e.StatsSince.Before(*s.StatsSince)) {
		s.StatsSince = e.StatsSince
	}
}

// sum adds to a counter that may be missing.
func sum[T int64 | float64](to **T, more *T) {
	if more == nil {
		return
	}
	v := *more
	if *to != nil {
		v += **to
	}
	*to = &v
}

func value[T int64 | float64](v *T) T {
	if v == nil {
		return 0
	}
	return *v
}

// mean is the mean execution time in ms.
func (s *statement) mean() float64 { return s.TotalTime / float64(s.Calls) }

// perCall is a counter for one call.
func (s *statement) perCall(n int64) float64 { return float64(n) / float64(s.Calls) }

// since is when the statement's counters began; nil where nobody recorded it.
func (s *statement) since(p *advice.Pass) *time.Time {
	if s.StatsSince != nil {
		return s.StatsSince
	}
	if p.StatementsInfo != nil {
		return p.StatementsInfo.StatsReset
	}
	return nil
}

// days is for how long the statement was counted; not ok where that is not
// known, or too short to speak of a day.
func (s *statement) days(p *advice.Pass) (days float64, ok bool) {
	since := s.since(p)
	if since == nil {
		return 0, false
	}
	days = p.Age(since).Hours() / 24
	return days, days >= 1.0/24
}

// aDay turns a sum of milliseconds into milliseconds a day, 0 where the
// window does not allow it.
func (s *statement) aDay(p *advice.Pass, ms float64) float64 {
	days, ok := s.days(p)
	if !ok {
		return 0
	}
	return math.Round(ms / days)
}

// count makes evidence from one of the statement's counters.
func (s *statement) count(p *advice.Pass, name string, v any, unit, column string) advice.Evidence {
	return advice.Evidence{Name: name, Value: v, Unit: unit, Source: "pg_stat_statements." + column, Since: s.since(p)}
}
