package report

import (
	"fmt"
	"math"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
)

// fewStatements is how many losers are shown, and as many others, unless all are
// asked for.
const fewStatements = 10

func (x *trialWriter) statements(list []advice.Tried) {
	shown, more := map[bool]int{}, 0
	for i := range list {
		s := &list[i]
		if shown[s.Loses()]++; shown[s.Loses()] > fewStatements && !x.verbose {
			more++
			continue
		}
		x.statement(s)
	}
	if more > 0 {
		x.line("… " + plural(more, "statement") + " more (-v shows all)")
		x.line("")
	}
}

func (x *trialWriter) statement(s *advice.Tried) {
	paint, word := func(l string) string { return x.severity(l, "low") }, "better"
	if s.Loses() {
		paint, word = func(l string) string { return x.severity(l, "high") }, "worse"
	}
	if s.Error != "" {
		x.text(0, "fails: "+Clean(s.Error), paint)
	} else {
		facts := fmt.Sprintf("%s: cost %s → %s", word, Number(s.CostBefore), Number(s.CostAfter))
		if ratio := s.CostAfter / max(s.CostBefore, 1e-9); ratio > 0 {
			facts += ", " + times(ratio)
		}
		if s.Calls > 0 {
			facts += fmt.Sprintf("; %s calls, %s in all", Count(s.Calls), Duration(s.TotalMS))
		}
		if !s.PlanChanged {
			facts += "; the plan stays as it is"
		}
		x.text(0, facts, paint)
	}
	query := strings.Join(strings.Fields(s.Query), " ")
	if !x.verbose {
		query = clip(query, 2*x.width)
	}
	x.text(8, query, x.sql)
	if len(s.DependsOn) > 0 {
		x.text(8, "not to be trusted here: the twin lacks "+strings.Join(s.DependsOn, ", "), x.dim)
	}
	if s.PlanChanged || x.verbose {
		x.plan("before", s.PlanBefore)
		x.plan("after", s.PlanAfter)
	}
	x.line("")
}

func (x *trialWriter) plan(when, plan string) {
	if plan == "" {
		return
	}
	lines := strings.Split(strings.TrimRight(cleanBlock(plan), "\n"), "\n")
	const most = 6
	more := ""
	if !x.verbose && len(lines) > most {
		more = fmt.Sprintf("        … %s more (-v shows all)", plural(len(lines)-most, "node"))
		lines = lines[:most]
	}
	for i, l := range lines {
		mark := strings.Repeat(" ", 8)
		if i == 0 {
			mark = fmt.Sprintf("%-8s", when)
		}
		x.line("        " + x.dim(mark) + l)
	}
	if more != "" {
		x.line("        " + more)
	}
}

// times says a ratio of costs: 12 times cheaper, 1.3 times dearer.
func times(ratio float64) string {
	switch {
	case ratio == 1:
		return "the same"
	case ratio <= 0.5:
		return Number(1/ratio) + " times cheaper"
	case ratio < 1:
		return percent(1-ratio) + " cheaper"
	case ratio < 2:
		return percent(ratio-1) + " dearer"
	}
	return Number(ratio) + " times dearer"
}

// percent says a small share too: 12 %, 0.3 %.
func percent(share float64) string {
	if share < 0.001 {
		return "under 0.1 %"
	}
	return Number(math.Round(1000*share)/10) + " %"
}
