package query

import (
	"fmt"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
	"github.com/pgadept/pgadept/internal/sqlparse"
)

// PlanningDominates finds statements that are planned for longer than they
// run.
var PlanningDominates = advice.Rule{
	ID:       "query/planning-dominates",
	Title:    "a statement whose planning takes longer than its execution",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaStatements, snapshot.AreaSettings},
	Wants:    []snapshot.Area{snapshot.AreaStatementsInfo, snapshot.AreaRelations},
	Thresholds: []advice.Threshold{
		{Name: "min_percent", Default: 50, Unit: "percent", Doc: "share of planning in the statement's time"},
		{Name: "min_plan_ms", Default: 1, Unit: "ms", Doc: "mean time of planning; below, planning a short statement is expected to outweigh it"},
		{Name: "min_calls", Default: 1000, Unit: "calls", Doc: "calls below which it does not matter"},
		{Name: "medium_ms", Default: 600000, Unit: "ms", Doc: "planning in a day from which on the finding is medium"},
	},
	Check: func(p *advice.Pass) {
		planned := false
		for i := range p.Statements {
			planned = planned || value(p.Statements[i].Plans) > 0
		}
		if !planned && p.SettingValue("pg_stat_statements.track_planning") != "on" {
			p.NotAssessable("planning is not counted: pg_stat_statements.track_planning is off", "alter system set pg_stat_statements.track_planning = on")
			return
		}
		for _, s := range statements(p, func(s *statement) bool {
			plan, plans := value(s.TotalPlanTime), float64(value(s.Plans))
			return float64(s.Calls) >= p.Threshold("min_calls") && plans > 0 && plan/plans >= p.Threshold("min_plan_ms") &&
				100*plan >= p.Threshold("min_percent")*(plan+s.TotalTime)
		}) {
			reportPlanning(p, s)
		}
	},
}

func reportPlanning(p *advice.Pass, s *statement) {
	plan, plans := value(s.TotalPlanTime), value(s.Plans)
	f := advice.Finding{
		Title: fmt.Sprintf("planning takes %s ms, running it %s ms, in each of %s calls: %s",
			advice.Count(plan/float64(plans)), advice.Count(s.mean()), advice.Count(float64(s.Calls)), s.title()),
		Object: s.object(),
		Evidence: []advice.Evidence{
			s.textEvidence(),
			s.count(p, "calls", s.Calls, "calls", "calls"),
			s.count(p, "plans", plans, "plans", "plans"),
			s.count(p, "planning time", whole(plan), "ms", "total_plan_time"),
			s.count(p, "execution time", whole(s.TotalTime), "ms", "total_exec_time"),
		},
		Impact: advice.Impact{
			Summary:  fmt.Sprintf("%s of its time goes into making a plan that is thrown away", advice.Percent(plan/(plan+s.TotalTime))),
			MSPerDay: s.aDay(p, plan),
		},
		Fix: &advice.Fix{
			Summary: "plan it once for many calls",
			Steps: append([]advice.Step{
				advice.ByHand("send it as a named prepared statement that lives as long as the connection (behind a pooler in transaction mode: PgBouncer 1.21 or newer with max_prepared_statements), so that a generic plan is kept from the sixth call on"),
			}, forget(p, s.QueryID)...),
			Caution: "a generic plan does not know the values: compare it by explain (generic_plan) or, before 16, under plan_cache_mode = force_generic_plan. The undo is to send it unprepared again; " + forgets,
		},
	}
	if name, parts := mostPartitions(p, s); parts >= 50 {
		f.Evidence = append(f.Evidence, advice.Evidence{Name: "partitions of " + name, Value: parts, Source: "pg_inherits"})
		f.Impact.Summary += fmt.Sprintf("; the planner looks at each of the %d partitions of %s that it cannot rule out", parts, name)
		f.Fix.Steps = append([]advice.Step{advice.ByHand("filter by the partition key with a comparison that the planner can evaluate, or make fewer partitions")}, f.Fix.Steps...)
	}
	if f.Impact.MSPerDay >= p.Threshold("medium_ms") {
		f.Severity = advice.Medium
	}
	p.Report(f)
}

// mostPartitions returns the table of a statement that has the most
// partitions, and how many.
func mostPartitions(p *advice.Pass, s *statement) (name string, parts int) {
	tables, err := sqlparse.Tables(s.Query)
	if err != nil {
		return "", 0
	}
	for _, t := range tables {
		for i := range p.Relations {
			r := &p.Relations[i]
			if r.Kind != "p" || r.Name != t.Name || t.Schema != "" && r.Schema != t.Schema {
				continue
			}
			if n := len(p.Leaves(r)); n > parts {
				name, parts = r.PG().String(), n
			}
		}
	}
	return name, parts
}
