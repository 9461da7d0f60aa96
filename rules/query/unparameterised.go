package query

import (
	"cmp"
	"fmt"
	"math"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// Unparameterised finds statements of one shape whose texts are so many that
// pg_stat_statements cannot keep them apart and throws others out.
var Unparameterised = advice.Rule{
	ID:       "query/unparameterised",
	Title:    "more different statements than pg_stat_statements can hold",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaStatements, snapshot.AreaStatementsInfo, snapshot.AreaSettings},
	Since:    14, // pg_stat_statements_info
	Thresholds: []advice.Threshold{
		{Name: "min_per_hour", Default: 0.1, Unit: "times", Doc: "how often an hour entries were thrown out, each time one in twenty"},
		{Name: "min_hours", Default: 1, Unit: "hours", Doc: "hours that the rate must rest on"},
		{Name: "full_percent", Default: 90, Unit: "percent", Doc: "how full it is as long as it overflows"},
		{Name: "min_family", Default: 20, Unit: "entries", Doc: "entries of one shape that make it the culprit"},
		{Name: "family_percent", Default: 10, Unit: "percent", Doc: "their share of this database's entries"},
	},
	Check: func(p *advice.Pass) {
		i := p.StatementsInfo
		limit, ok := p.SettingNumber("pg_stat_statements.max")
		switch {
		case !ok || i == nil || i.Dealloc == nil || i.StatsReset == nil:
			p.NotAssessable("how often pg_stat_statements threw entries out is not known", "alter extension pg_stat_statements update")
		case *i.Dealloc == 0 || 100*float64(i.Entries) < p.Threshold("full_percent")*limit:
			return // since the limit was raised, it has been enough
		case p.Age(i.StatsReset).Hours() < p.Threshold("min_hours"):
			p.NotAssessable("pg_stat_statements counts for less than "+advice.Plural(int64(p.Threshold("min_hours")), "hour"), "")
		default:
			if rate := float64(*i.Dealloc) / p.Age(i.StatsReset).Hours(); rate >= p.Threshold("min_per_hour") {
				reportOverflow(p, rate, limit)
			}
		}
	},
}

// family is the texts of one shape, each with an entry of its own.
type family struct {
	statement *statement
	entries   int
}

// largestFamily groups the texts of this database's entries by their shape.
// One text that has several entries, as in a schema for each tenant, counts
// once: no parameter would help there.
func largestFamily(p *advice.Pass) family {
	byShape, seen := map[string]*family{}, map[string]bool{}
	for i := range p.Statements {
		e := &p.Statements[i]
		if e.Query == "" || seen[e.Query] {
			continue
		}
		seen[e.Query] = true
		shape, err := sqlparse.Fingerprint(e.Query)
		if err != nil {
			continue
		}
		if byShape[shape] == nil {
			byShape[shape] = &family{statement: &statement{Statement: *e}}
		}
		byShape[shape].entries++
	}
	var largest family
	for _, f := range byShape {
		if cmp.Or(cmp.Compare(f.entries, largest.entries), cmp.Compare(f.text(), largest.text())) > 0 {
			largest = *f
		}
	}
	return largest
}

func (f family) text() string {
	if f.statement == nil {
		return ""
	}
	return f.statement.Query
}

func reportOverflow(p *advice.Pass, rate, limit float64) {
	i := p.StatementsInfo
	f := advice.Finding{
		Title: fmt.Sprintf("pg_stat_statements overflowed %s times in %s: it holds %s statements and sees more",
			advice.Count(float64(*i.Dealloc)), advice.InWords(p.Age(i.StatsReset)), advice.Count(limit)),
		Object: advice.Object{Kind: "setting", Name: "pg_stat_statements.max"},
		Evidence: []advice.Evidence{
			{Name: "times that entries were thrown out", Value: *i.Dealloc, Source: "pg_stat_statements_info.dealloc", Since: i.StatsReset},
			{Name: "an hour", Value: math.Round(rate*100) / 100, Unit: "times", Source: "pg_stat_statements_info.dealloc", Since: i.StatsReset},
			{Name: "entries", Value: i.Entries, Unit: "entries", Source: "pg_stat_statements"},
			{Name: "pg_stat_statements.max", Value: limit, Unit: "entries", Source: "pg_settings.setting"},
		},
		Impact: advice.Impact{Summary: "each time, the twentieth part of the entries that is used least is lost, and while it looks for them every statement waits: the figures of rare statements, heavy ones too, are incomplete"},
	}
	culprit := largestFamily(p)
	share := float64(culprit.entries) / float64(max(1, len(p.Statements)))
	if float64(culprit.entries) >= p.Threshold("min_family") && 100*share >= p.Threshold("family_percent") {
		s := culprit.statement
		f.Severity = advice.Medium
		f.Title = fmt.Sprintf("one statement takes %s of the %d entries of pg_stat_statements, since its text changes: %s", advice.Count(float64(culprit.entries)), len(p.Statements), s.title())
		f.Object = s.object()
		f.Evidence = append(f.Evidence, s.textEvidence(),
			advice.Evidence{Name: "entries of this shape", Value: culprit.entries, Unit: "entries", Source: "pg_stat_statements.queryid"})
		f.Fix = &advice.Fix{
			Summary: "send one text for all values",
			Steps:   []advice.Step{advice.ByHand("pass the list as one parameter: id = any($1) instead of id in ($1, $2, …), and insert … select from unnest($1, $2) instead of many rows of VALUES; then empty pg_stat_statements")},
			Caution: "the undo is to send the statement as before. From PostgreSQL 18 on, lists of constants of any length count as one text",
		}
		p.Report(f)
		return
	}
	f.Fix = p.SetParameter("pg_stat_statements.max", fmt.Sprintf("%.0f", 2*limit), "let it hold twice as many statements")
	f.Fix.Caution = "takes a restart and some shared memory; where every statement carries its values or its own table names (a schema for each tenant, temporary tables), no limit is enough"
	p.Report(f)
}
