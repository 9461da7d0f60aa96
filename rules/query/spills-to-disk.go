package query

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/pgadept/pgadept/internal/advice"
	"github.com/pgadept/pgadept/internal/snapshot"
)

// SpillsToDisk finds statements that sort or hash in temporary files.
var SpillsToDisk = advice.Rule{
	ID:       "query/spills-to-disk",
	Title:    "a statement that sorts or hashes on disk",
	Severity: advice.Low,
	Needs:    []snapshot.Area{snapshot.AreaStatements, snapshot.AreaSettings, snapshot.AreaSettingOverrides},
	Wants:    []snapshot.Area{snapshot.AreaStatementsInfo},
	Thresholds: []advice.Threshold{
		{Name: "min_calls", Default: 10, Unit: "calls", Doc: "calls below which it may have been one occasion"},
		{Name: "min_call_bytes", Default: 1 << 20, Unit: "bytes", Doc: "temporary file written by a call"},
		{Name: "min_bytes", Default: 100 << 20, Unit: "bytes", Doc: "temporary files written by all calls"},
		{Name: "medium_bytes", Default: 10 << 30, Unit: "bytes", Doc: "temporary files a day from which on the finding is medium"},
		{Name: "max_work_mem", Default: 256 << 20, Unit: "bytes", Doc: "work_mem above which the fix is another plan, not more memory"},
	},
	Check: func(p *advice.Pass) {
		block := int64(max(p.Server.BlockSize, 1))
		for _, s := range statements(p, func(s *statement) bool {
			written := float64(s.TempBlksWritten * block)
			return float64(s.Calls) >= p.Threshold("min_calls") && written >= p.Threshold("min_bytes") && written >= p.Threshold("min_call_bytes")*float64(s.Calls)
		}) {
			sp := spill{s: s, bytes: float64(s.TempBlksWritten * block)}
			sp.need = enough(sp.bytes / float64(s.Calls))
			if float64(sp.need) > p.Threshold("max_work_mem") || len(sp.short(p)) > 0 {
				reportSpill(p, sp)
			}
		}
	},
}

// spill is a statement with the bytes it wrote to temporary files and the
// work_mem that would hold them.
type spill struct {
	s     *statement
	bytes float64
	need  int64
}

// enough is the work_mem, a power of two, in which what was written would
// fit: rows take two to three times the room in memory that they take in a
// temporary file.
func enough(written float64) int64 {
	return int64(math.Exp2(math.Ceil(math.Log2(2.5 * written))))
}

// short are the roles whose work_mem is smaller. Where it is large enough by
// now, the counters tell of the time before.
func (sp spill) short(p *advice.Pass) []string {
	var out []string
	for _, role := range sp.s.senders() {
		if v, ok := workMem(p, role); ok && v < sp.need {
			out = append(out, role)
		}
	}
	return out
}

func workMem(p *advice.Pass, role string) (bytes int64, ok bool) {
	text, ok := p.Effective("work_mem", p.Server.Database, role)
	if !ok {
		text = p.SettingValue("work_mem")
	}
	kb, err := strconv.ParseInt(text, 10, 64)
	return kb << 10, err == nil
}

func reportSpill(p *advice.Pass, sp spill) {
	s := sp.s
	f := advice.Finding{
		Title: fmt.Sprintf("%s are written to temporary files in each of %s calls: %s",
			advice.Size(int64(sp.bytes/float64(s.Calls))), advice.Count(float64(s.Calls)), s.title()),
		Object: s.object(),
		Evidence: []advice.Evidence{
			s.textEvidence(),
			s.count(p, "calls", s.Calls, "calls", "calls"),
			s.count(p, "temporary pages written", s.TempBlksWritten, "pages", "temp_blks_written"),
			s.count(p, "mean", round(s.mean()), "ms", "mean_exec_time"),
		},
		Impact: advice.Impact{
			Summary:  fmt.Sprintf("%s written and read again, where memory would have done", advice.Size(int64(sp.bytes))),
			MSPerDay: s.aDay(p, value(s.TempBlkReadTime)+value(s.TempBlkWriteTime)),
		},
		Fix: moreMemory(p, sp),
	}
	if float64(sp.need) > p.Threshold("max_work_mem") {
		f.Impact.Summary = advice.Size(int64(sp.bytes)) + " written and read again"
	}
	for _, role := range s.senders() {
		if v, ok := workMem(p, role); ok {
			f.Evidence = append(f.Evidence, advice.Evidence{Name: strings.TrimSuffix("work_mem of "+role, " of "), Value: v, Unit: "bytes", Source: "pg_settings, pg_db_role_setting"})
		}
	}
	if days, ok := s.days(p); ok && sp.bytes/days >= p.Threshold("medium_bytes") {
		f.Severity = advice.Medium
	}
	p.Report(f)
}

func moreMemory(p *advice.Pass, sp spill) *advice.Fix {
	if float64(sp.need) > p.Threshold("max_work_mem") {
		return &advice.Fix{
			Summary: "sort and hash less: it would take " + advice.Size(sp.need) + " of work_mem",
			Steps: append([]advice.Step{
				advice.ByHand("read its plan with explain (analyze, buffers): create the index that yields the rows in order, filter or aggregate before the join, or select fewer columns"),
			}, forget(p, sp.s.QueryID)...),
			Caution: "the undo is to drop the index that was made; " + forgets,
		}
	}
	fix := &advice.Fix{
		Summary: "give it " + advice.Size(sp.need) + " of work_mem",
		Caution: "each sort and hash of each session of the role may take as much; it counts for sessions that connect from now on. " +
			"Narrower: set local work_mem in the transactions that run it. Once the setting holds, the counters of the time before are disregarded",
	}
	for _, role := range sp.short(p) {
		step, undo := p.SetOverride(advice.Override{Role: role, Database: p.Server.Database}, "work_mem", fmt.Sprintf("%dMB", max(1, sp.need>>20)))
		fix.Steps, fix.Undo = append(fix.Steps, step), append(fix.Undo, undo)
	}
	return fix
}
