package schema

import (
	"fmt"
	"math"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/pg"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// KeyExhaustion finds sequences that are about to run out of values, by the
// narrowest of the sequence, its column and the columns that reference it.
var KeyExhaustion = advice.Rule{
	ID:       "schema/key-exhaustion",
	Title:    "a key is running out of values",
	Severity: advice.High,
	Needs: []snapshot.Area{snapshot.AreaRelations, snapshot.AreaColumns, snapshot.AreaSequences,
		snapshot.AreaSequenceValues, snapshot.AreaConstraints},
	Wants: append([]snapshot.Area{snapshot.AreaTableCounters, snapshot.AreaDatabaseCounters}, retypeAreas...),
	Thresholds: []advice.Threshold{
		{Name: "left_percent", Default: 20, Unit: "percent", Doc: "share of values left from which it is reported"},
		{Name: "high_percent", Default: 10, Unit: "percent", Doc: "share left from which it is high"},
		{Name: "critical_percent", Default: 5, Unit: "percent", Doc: "share left from which it is critical"},
		{Name: "min_days", Default: 7, Unit: "days", Doc: "days that the counters must span to estimate a date"},
		onlineBytes,
	},
	Check: func(p *advice.Pass) {
		for i := range p.Sequences {
			if s := &p.Sequences[i]; s.Extension == "" && s.Persistence != "t" {
				judgeKey(p, s)
			}
		}
	},
}

// keyLimit is the value at which something fails, and what fails first.
type keyLimit struct {
	value  int64
	holder string
	source string
	narrow []keyColumn // columns narrower than bigint: the referencing ones first
}

func limitOf(p *advice.Pass, s *snapshot.Sequence) keyLimit {
	l := keyLimit{value: s.Max, holder: "the sequence itself", source: "pg_sequence.seqmax"}
	var chain []keyColumn
	for _, k := range fedColumns(p, s) {
		chain = append(append(chain, k), referencing(p, k)...)
	}
	for _, k := range slices.Backward(chain) {
		if k.max() < math.MaxInt64 {
			l.narrow = append(l.narrow, k)
		}
	}
	for _, k := range chain {
		// A sequence that ends with its column's type is as narrow as the column.
		if k.max() < l.value || k.max() == l.value && l.source == "pg_sequence.seqmax" {
			l.value, l.holder, l.source = k.max(), k.column.Type+" column "+k.String(), "pg_attribute.atttypid"
		}
	}
	return l
}

func judgeKey(p *advice.Pass, s *snapshot.Sequence) {
	l := limitOf(p, s)
	if s.Cycle && s.Max <= l.value {
		return // it starts again: schema/cycling-sequence
	}
	left, ok := leftPercent(s, l.value)
	if !ok || left > p.Threshold("left_percent") {
		return
	}
	severity := advice.Medium
	switch {
	case left <= p.Threshold("critical_percent"):
		severity = advice.Critical
	case left <= p.Threshold("high_percent"):
		severity = advice.High
	}
	f := advice.Finding{
		Severity: severity,
		Title:    fmt.Sprintf("sequence %s has %s of its values left until %s is full", s.PG(), share(left), l.holder),
		Object:   advice.Object{Kind: "sequence", Schema: s.Schema, Name: s.Name},
		Evidence: []advice.Evidence{
			{Name: "last_value", Value: *s.LastValue, Source: "pg_sequences.last_value"},
			{Name: "limit", Value: l.value, Source: l.source},
			{Name: "left", Value: math.Round(left*10) / 10, Unit: "percent", Source: "computed"},
			{Name: "narrowest", Value: l.holder, Source: l.source},
		},
		Impact: advice.Impact{Summary: "every INSERT that asks for a new key fails once the values are used up (22003 or 2200H): the table is read-only from then on"},
		Fix:    widenKey(p, s, l),
	}
	forecast(p, s, l, &f)
	p.Report(f)
}

func share(percent float64) string {
	if percent < 0.1 {
		return "less than 0.1 %"
	}
	return fmt.Sprintf("%.1f %%", percent)
}

// forecast adds the days that are left at the rate at which rows came in
// since the counters started, and eases a verdict on a distant date.
func forecast(p *advice.Pass, s *snapshot.Sequence, l keyLimit, f *advice.Finding) {
	fed := fedColumns(p, s)
	days, ok := p.CountersDays()
	if !ok || days < p.Threshold("min_days") || len(fed) != 1 {
		return
	}
	var inserted int64
	for _, leaf := range p.Leaves(fed[0].table) {
		if k := p.TableCountersOf(leaf.OID); k != nil {
			inserted += k.Ins
		}
	}
	if inserted == 0 {
		return
	}
	perDay := float64(inserted) / days
	f.Evidence = append(f.Evidence, p.Counted("n_tup_ins", inserted, "pg_stat_user_tables.n_tup_ins"))
	f.Impact.DaysUntilFailure = math.Ceil(float64(l.value-*s.LastValue) / float64(s.Increment) / perDay)
	switch d := f.Impact.DaysUntilFailure; {
	case d > 3650:
		f.Severity = advice.Low
	case d <= 30:
		f.Severity = advice.Critical
	}
	f.Impact.Summary += fmt.Sprintf("; at the present rate of inserts that is in %.0f days", f.Impact.DaysUntilFailure)
}

// widenKey makes everything on the values' way bigint: referencing columns
// first, then the key, then the sequence.
func widenKey(p *advice.Pass, s *snapshot.Sequence, l keyLimit) *advice.Fix {
	fix := &advice.Fix{Summary: "make the key, the columns that reference it and the sequence bigint"}
	var undo []advice.Step
	for _, k := range l.narrow {
		one := retype(p, k.table, []change{{column: k.column, to: "bigint"}}, "")
		fix.Steps = append(fix.Steps, one.Steps...)
		undo = append(append([]advice.Step{}, one.Undo...), undo...)
		fix.Caution = one.Caution
	}
	sql, back := "alter sequence "+s.PG().String(), "alter sequence "+s.PG().String()
	if s.Type != "bigint" {
		sql, back = sql+" as bigint", back+" as "+s.Type
	}
	if s.Max != sequenceMax(s.Type) {
		sql, back = sql+" no maxvalue", fmt.Sprintf("%s maxvalue %d", back, s.Max)
	}
	if s.Type != "bigint" || s.Max != sequenceMax(s.Type) {
		fix.Steps = append(fix.Steps, advice.Locking(pg.ShareRowExclusiveLock, s.PG(), sql))
		undo = append([]advice.Step{advice.Locking(pg.ShareRowExclusiveLock, s.PG(), back)}, undo...)
	}
	fix.Undo = undo
	if fix.Caution == "" {
		fix.Caution = "was the maximum chosen on purpose, for a printed number of fixed width say, agree on the wider one first"
	} else {
		fix.Caution += "; client code that reads the key into a 32-bit integer must change first"
	}
	return fix
}
