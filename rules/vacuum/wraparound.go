package vacuum

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// wrap is how many IDs back a 32-bit ID can be told from one to come
// (manual: Preventing Transaction ID Wraparound Failures).
const wrap = 1 << 31

// clock is one of the two counters that wrap around.
type clock struct {
	ids      string // transactions, multixacts
	setting  string // age at which autovacuum is forced
	column   string // pg_database's and pg_class's
	function string // that tells its age
	database func(*snapshot.Database) int64
	relation func(*snapshot.Relation) int64
	failure  string
}

var wrapThresholds = []advice.Threshold{
	{Name: "late_percent", Default: 50, Unit: "percent", Doc: "so far past the age at which autovacuum is forced, it has failed"},
	{Name: "high_percent", Default: 50, Unit: "percent", Doc: "share of the way to wraparound from which the finding is high"},
	{Name: "critical_percent", Default: 75, Unit: "percent", Doc: "share from which it is critical, where the server itself drops all restraint (vacuum_failsafe_age)"},
}

// check reports each database that is older than autovacuum should ever let
// it become.
func (c *clock) check(p *advice.Pass) {
	forced, ok := p.SettingNumber(c.setting)
	if !ok {
		p.NotAssessable("pg_settings does not show "+c.setting, "")
		return
	}
	limit := int64(min(forced*(1+p.Threshold("late_percent")/100), wrap*p.Threshold("critical_percent")/100))
	for i := range p.Databases {
		if d := &p.Databases[i]; c.database(d) >= limit {
			c.report(p, d, limit)
		}
	}
}

func (c *clock) report(p *advice.Pass, d *snapshot.Database, limit int64) {
	age := c.database(d)
	way := float64(age) / wrap
	f := advice.Finding{
		Title:  fmt.Sprintf("Database %s is %s %s old, %s of the way to wraparound", d.Name, advice.Count(float64(age)), c.ids, advice.Percent(way)),
		Object: advice.Object{Kind: "database", Name: d.Name},
		Evidence: []advice.Evidence{
			{Name: "age", Value: age, Unit: c.ids, Source: c.function + "(pg_database.dat" + c.column + ")"},
			{Name: c.setting, Value: p.SettingValue(c.setting), Unit: c.ids, Source: "pg_settings.setting"},
			{Name: "left until wraparound", Value: max(0, wrap-age), Unit: c.ids, Source: "2^31 less the age"},
		},
		Impact: advice.Impact{Summary: c.failure},
	}
	switch {
	case 100*way >= p.Threshold("critical_percent"):
		f.Severity = advice.Critical
	case 100*way >= p.Threshold("high_percent"):
		f.Severity = advice.High
	}
	if d.Name != p.Server.Database {
		f.Fix = elsewhere(d)
		p.Report(f)
		return
	}
	old := c.oldest(p, limit)
	if len(old) > 0 {
		f.Evidence = append(f.Evidence, advice.Evidence{
			Name: "oldest tables", Value: c.ages(old), Source: c.function + "(pg_class.rel" + c.column + ")",
		})
		if running(p, old[0], "vacuum") && f.Severity == "" {
			f.Severity = advice.Low
			f.Evidence = append(f.Evidence, advice.Evidence{Name: "vacuum at work on", Value: old[0].PG().String(), Source: "pg_stat_progress_vacuum.relid"})
		}
	}
	c.freeze(p, &f, old, limit)
	p.Report(f)
}

// oldest are the relations past the limit, the oldest first: system catalogs
// and TOAST tables as well, for one is enough to hold back the database.
func (c *clock) oldest(p *advice.Pass, limit int64) []*snapshot.Relation {
	var out []*snapshot.Relation
	for i := range p.Relations {
		if r := &p.Relations[i]; c.relation(r) >= limit {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *snapshot.Relation) int {
		return cmp.Or(cmp.Compare(c.relation(b), c.relation(a)), cmp.Compare(a.PG().String(), b.PG().String()))
	})
	return out
}

func (c *clock) ages(rs []*snapshot.Relation) []string {
	var out []string
	for i, r := range rs {
		if i == 5 {
			return append(out, fmt.Sprintf("and %d more", len(rs)-5))
		}
		out = append(out, fmt.Sprintf("%s (%s)", r.PG(), advice.Count(float64(c.relation(r)))))
	}
	return out
}
