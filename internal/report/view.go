package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

// view is a report as people read it: every text in it is clean, every figure
// formatted, every question of grouping settled. The writers for people see
// nothing else, so none of them can let a hostile name through.
type view struct {
	Tool     string
	Database string
	Facts    []string // server, platform, host, size, standby: short phrases
	When     string
	Findings []finding
	Areas    []area
	Severity []count // critical first, the absent ones too
	First    []finding
	Unseen   []unseen
	Ignored  []ignored
	Notes    []string // on the configuration
	Rules    []outcome
	States   map[advice.State]int
	Timings  timings
}

type count struct {
	Name string
	N    int
}

// area is the findings of one area, in their rank.
type area struct {
	Name     string
	Findings []finding
}

type ignored struct {
	Finding finding
	Reason  string
}

type outcome struct {
	Rule, State string
	Findings    int
	Why         []string
}

type timings struct {
	Collect, Check string
	Queries        []timing // the slowest first
}

type timing struct {
	Area, Took, Rows string
}

var severities = []advice.Severity{advice.Critical, advice.High, advice.Medium, advice.Low, advice.Info}

func newView(r *advice.Report) *view {
	v := &view{
		Tool:     Clean(strings.TrimSpace(r.Tool.Name + " " + r.Tool.Version)),
		Database: cmp.Or(Clean(r.Target.Database), "(unnamed database)"),
		Facts:    facts(r.Target),
		Unseen:   unseenOf(r),
		Rules:    outcomesOf(r),
		States:   r.Outcomes(),
		Timings:  timingsOf(r.Timings),
	}
	if !r.CollectedAt.IsZero() {
		v.When = Moment(r.CollectedAt)
	}
	for _, f := range r.Findings {
		v.Findings = append(v.Findings, newFinding(f))
	}
	for _, i := range r.Ignored {
		v.Ignored = append(v.Ignored, ignored{newFinding(i.Finding), Clean(i.Reason)})
	}
	for _, n := range r.Notes {
		v.Notes = append(v.Notes, clip(Clean(n), longestValue))
	}
	v.First = v.Findings[:min(3, len(v.Findings))]
	v.Areas = areasOf(v.Findings)
	for _, s := range severities {
		v.Severity = append(v.Severity, count{string(s), r.Count()[s]})
	}
	return v
}

// platforms are the providers' own names for snapshot.Server.Platform.
var platforms = map[string]string{
	"rds": "Amazon RDS", "aurora": "Amazon Aurora", "cloudsql": "Google Cloud SQL", "alloydb": "Google AlloyDB",
	"azure": "Azure Database", "supabase": "Supabase", "neon": "Neon",
}

// facts describes the target in short phrases, the server first.
func facts(t advice.Target) []string {
	var out []string
	add := func(ok bool, s string) {
		if ok {
			out = append(out, s)
		}
	}
	add(t.ServerVersion != "", "PostgreSQL "+Clean(t.ServerVersion))
	add(t.Platform != "" && t.Platform != "plain", cmp.Or(platforms[t.Platform], Clean(t.Platform)))
	add(t.Standby, "standby")
	add(t.Host != "", Clean(t.Host))
	add(t.Snapshot != "", "from "+Clean(t.Snapshot))
	add(t.Bytes > 0, advice.Size(t.Bytes))
	add(t.Relations > 0, plural(t.Relations, "relation"))
	add(t.Indexes > 0, indexCount(t.Indexes))
	add(t.NotUTF8 > 0, plural(t.NotUTF8, "value")+` not in UTF-8, whose bytes show as \xNN`)
	return out
}

// areasOf groups ranked findings; the area of the worst comes first.
func areasOf(fs []finding) []area {
	var out []area
	for _, f := range fs {
		i := slices.IndexFunc(out, func(a area) bool { return a.Name == f.Area })
		if i < 0 {
			i = len(out)
			out = append(out, area{Name: f.Area})
		}
		out[i].Findings = append(out[i].Findings, f)
	}
	return out
}

func outcomesOf(r *advice.Report) []outcome {
	fired := map[string]int{}
	for _, f := range r.Findings {
		fired[f.Rule]++
	}
	var out []outcome
	for _, o := range r.Rules {
		x := outcome{Rule: Clean(o.Rule), State: Clean(string(o.State)), Findings: fired[o.Rule]}
		for _, u := range o.Unassessed {
			x.Why = append(x.Why, clip(Clean(u.Why), 500))
		}
		out = append(out, x)
	}
	return out
}

func timingsOf(t advice.Timings) timings {
	out := timings{Collect: Duration(t.CollectMS), Check: Duration(t.CheckMS)}
	queries := slices.Clone(t.Queries)
	slices.SortStableFunc(queries, func(a, b timingRow) int { return cmp.Compare(b.MS, a.MS) })
	for _, q := range queries {
		out.Queries = append(out.Queries, timing{words(q.Area), Duration(q.MS), Count(int64(q.Rows))})
	}
	return out
}
